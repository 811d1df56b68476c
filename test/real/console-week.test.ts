import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

describe('the map of the week, in the built console', () => {
  let place: ConsolePlace;
  beforeAll(() => {
    place = openConsolePlace();
  });
  afterAll(() => place.end());

  it.each([
    ['C.UTF-8', /❯(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [✓✗]/, /✓ allow {2}✗ deny/],
    ['C', />(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [+x]/, /\+ allow {2}x deny/],
  ])('shows when a profile opens (%s)', async (LANG, today, legend) => {
    const pty = place.open({ env: { LANG, LC_ALL: LANG }, columns: 120, rows: 60 });
    await pty.waitFor(/ allow +dev /);
    // Open in the daytime only.
    pty.type('/day-deploy\r');
    const screen = await pty.waitFor(legend);
    expect(screen).toMatch(/WEEK, hours of \S+/);
    expect(screen).toMatch(today);
    expect(
      screen.match(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [^ ]{6} [^ ]{6} [^ ]{6} [^ ]{6}/g),
    ).toHaveLength(7);
    pty.press('ctrl+c');
    await pty.ended();
  });
});
