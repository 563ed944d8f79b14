import { describe, expect, it } from 'vitest';
import { EVENTS } from '../lib/fake-events';
import { Kiosk } from '../testing/kiosk';

describe('the screen that attracts', () => {
  it('shows the event, its day and its picture, asked for once', async () => {
    const kiosk = await Kiosk.atTheDoor();
    expect(kiosk.title).toBe('همایش ملی فناوری‌های نو');
    expect(document.body.textContent).toContain('پنجشنبه ۵ آذر ۱۴۰۵');
    expect(kiosk.see('event-picture')).toHaveProperty('src', expect.stringMatching(/^data:image\//));
    await kiosk.tap('begin');
    await kiosk.tap('back');
    await kiosk.pass(10_000);
    expect(kiosk.station.count('eventPicture')).toBe(1);
  });

  it('is whole without a picture, and when it does not come', async () => {
    const kiosk = await Kiosk.atTheDoor(1, (station) => {
      station.refuseNext = { eventPicture: new Error('not here yet') };
    });
    expect(kiosk.find('event-picture')).toBeNull();
    await kiosk.tap('begin');
    await kiosk.tap('back');
    expect(kiosk.find('event-picture'), 'asked for again by the next').not.toBeNull();
  });

  it('says how to begin in both languages, ours first', async () => {
    const kiosk = await Kiosk.atTheDoor();
    const words = () => [...kiosk.see('begin').querySelectorAll('[lang]')].map((w) => w.textContent.trim());
    expect(words()).toEqual(['شروع', 'Begin']);
    await kiosk.tap('language');
    expect(words()).toEqual(['Begin', 'شروع']);
  });

  it.each(['Enter', ' '])('begins with a key too: %j', async (key) => {
    const kiosk = await Kiosk.atTheDoor();
    // The browser presses the focused button for space; Enter works without a focus.
    if (key === ' ') kiosk.see('begin').click();
    else await kiosk.type(key);
    await kiosk.pass(0);
    expect(kiosk.screen).toBe('mobile');
  });

  it('needs two touches beside the digits to the welcome', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('begin');
    await kiosk.keypad('09120000001');
    await kiosk.tap('send-code');
    await kiosk.keypad('12345');
    expect(kiosk.screen).toBe('welcome');
  });

  it('begins with all of it lower, from where that is reached', async () => {
    const kiosk = await Kiosk.atTheDoor();
    await kiosk.tap('lower');
    expect(kiosk.screen).toBe('mobile');
    expect(document.documentElement.dataset['reach']).toBe('low');
    await kiosk.tap('back');
    expect(document.documentElement.dataset['reach'], 'and the next finds it as it was').toBe('normal');
    await kiosk.tap('begin');
    expect(document.documentElement.dataset['reach']).toBe('normal');
  });

  it('comes back with done, and when nobody is here any more', async () => {
    const kiosk = await Kiosk.open();
    await kiosk.logIn();
    await kiosk.tap('done');
    expect(kiosk.screen).toBe('attract');
    await kiosk.tap('begin');
    await kiosk.pass(80_000);
    expect(kiosk.screen).toBe('attract');
  });
});

describe("an event's colours", () => {
  const colour = (name: string) => document.documentElement.style.getPropertyValue(name);

  it('are worn while the screen is about it, and put off', async () => {
    const kiosk = await Kiosk.open(3);
    expect(colour('--event-light-accent')).toBe('');
    await kiosk.tap('event-2');
    expect(colour('--event-light-accent')).toBe('#5b3fa8');
    expect(colour('--event-light-on-accent')).toBe('#ffffff');
    expect(colour('--event-dark-accent')).toBe('#b5a2ef');
    await kiosk.tap('other-event');
    expect(colour('--event-light-accent')).toBe('');
  });

  it('that are no colours are not worn', async () => {
    await Kiosk.atTheDoor(1, (station) => {
      const [event] = EVENTS;
      if (event === undefined) throw new Error('the fake has events');
      const accent = { accent: 'url(https://x)', onAccent: '#fff' };
      station.view = {
        ...station.view,
        events: [{ ...event, palette: { light: accent, dark: accent } }],
      };
    });
    expect(colour('--event-light-accent')).toBe('');
    expect(colour('--event-dark-on-accent')).toBe('');
  });
});
