import type { Palette } from './bindings/Palette';

const PROPERTIES = [
  '--event-light-accent',
  '--event-light-on-accent',
  '--event-dark-accent',
  '--event-dark-on-accent',
] as const;

const COLOUR = /^#[0-9a-f]{6}$/i;

/**
 * The root wears an event's colours, or our own where it has none. Set property by property: the
 * content policy allows no style attribute.
 */
export function wearPalette(root: HTMLElement, palette: Palette | null): void {
  const values = palette && [
    palette.light.accent,
    palette.light.onAccent,
    palette.dark.accent,
    palette.dark.onAccent,
  ];
  PROPERTIES.forEach((property, at) => {
    const value = values?.[at];
    if (value !== undefined && COLOUR.test(value)) root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  });
}
