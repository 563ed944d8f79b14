import type { Page } from 'playwright-core';

/** The control that has the focus: its name, whether it is seen, and whether that shows. */
export async function focused(page: Page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return null;
    const style = getComputedStyle(at.closest('label') ?? at);
    const { left, top, right, bottom } = at.getBoundingClientRect();
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return {
      name: at.getAttribute('data-testid') ?? at.tagName.toLowerCase(),
      control: at.matches('button, input'),
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
      /** Within the screen, and under nothing that lies over it. */
      inSight:
        top >= 0 &&
        bottom <= innerHeight &&
        left >= 0 &&
        right <= innerWidth &&
        (at.closest('label') ?? at).contains(there),
    };
  });
}

/** All controls that a finger could press now. */
export async function controls(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, input')].flatMap((control) => {
      const usable =
        control.closest('[inert], [hidden]') === null &&
        !(control as HTMLButtonElement).disabled &&
        control.checkVisibility({ visibilityProperty: true });
      return usable ? [control.getAttribute('data-testid') ?? 'unnamed'] : [];
    }),
  );
}
