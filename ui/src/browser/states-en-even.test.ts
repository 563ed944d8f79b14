import { expect, inject, it } from 'vitest';
import { violations } from './axe';
import { everyState } from './every-state';
import { faultsOnEverySize } from './layout';
import { Visitor } from './visitor';

everyState('en', 'at-its-words', 'even');

it('what lies below the edge of a page that does not scroll is found', async () => {
  const visitor = await Visitor.begin(inject('page'));
  const page = await visitor.browser.newPage();
  await page.clock.install();
  const button = '<button style="position:absolute;top:120%;inline-size:9rem">Go on</button>';
  await page.setContent(`<body style="margin:0;block-size:100%;overflow:hidden">${button}</body>`);
  const found = await faultsOnEverySize(page, 'below', [[1280, 800]]);
  expect(found.join()).toContain('leaves the screen');
  await visitor.leave();
});

it('axe finds what it is there to find', async () => {
  const visitor = await Visitor.begin(inject('page'));
  const page = await visitor.browser.newPage();
  await page.setContent('<html><body><p style="color:#aaa;background:#fff">pale</p></body></html>');
  expect((await violations(page)).join()).toContain('color-contrast');
  await visitor.leave();
});
