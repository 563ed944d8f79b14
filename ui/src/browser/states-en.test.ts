import { expect, inject, it } from 'vitest';
import { violations } from './axe';
import { everyState } from './every-state';
import { Visitor } from './visitor';

everyState('en', 'at-its-words');

it('axe finds what it is there to find', async () => {
  const visitor = await Visitor.begin(inject('page'));
  const page = await visitor.browser.newPage();
  await page.setContent('<html><body><p style="color:#aaa;background:#fff">pale</p></body></html>');
  expect((await violations(page)).join()).toContain('color-contrast');
  await visitor.leave();
});
