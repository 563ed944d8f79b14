import type { Page } from 'playwright-core';

/** What moves on the page now, or would at a touch or a change. */
export async function motion(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = document.getAnimations().map(({ playState }) => `an animation: ${playState}`);
    const lasts = (durations: string) => durations.split(',').some((span) => parseFloat(span) > 0);
    for (const element of document.querySelectorAll('*')) {
      const { classList, tagName } = element;
      for (const part of ['', '::before', '::after']) {
        const style = getComputedStyle(element, part === '' ? undefined : part);
        const name = `${tagName.toLowerCase()}.${[...classList].join('.')}${part}`;
        if (style.animationName !== 'none') found.push(`${name} is animated`);
        if (lasts(style.transitionDuration)) found.push(`${name} changes slowly`);
        if (style.scrollBehavior === 'smooth') found.push(`${name} scrolls slowly`);
      }
    }
    return found;
  });
}
