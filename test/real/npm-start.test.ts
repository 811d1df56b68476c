import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTmux, type Tmux, tmuxMissing } from '../helpers/tmux.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const missing = tmuxMissing();

describe.skipIf(missing)(`npm start, as README says it${missing ? ` (${missing})` : ''}`, () => {
  let place: ConsolePlace;
  let tmux: Tmux;
  beforeAll(async () => {
    place = openConsolePlace();
    const { SENTINEL_SANDBOX: _, ...env } = place.env;
    tmux = await openTmux(['npm', 'start'], {
      env: env as Record<string, string>,
      cwd: new URL('../../', import.meta.url).pathname,
      columns: 100,
      rows: 30,
    });
  });
  afterAll(async () => {
    await tmux.close();
    await place.end();
  });

  it('builds, and opens the console on the sandbox', async () => {
    expect(await tmux.waitFor(/❯ ✓ allow +dev /)).toContain('SANDBOX');
  });

  it('gives the shell nothing of npm’s', async () => {
    await tmux.press('Enter');
    await tmux.waitFor('ready>');
    await tmux.type(
      'clear; env | grep -c ^npm_; echo $PATH | grep -c node_modules/.bin; echo do""ne\r',
    );
    expect(await tmux.waitFor(/done/)).toMatch(/^0\s+0\s+done/m);
    await tmux.type('exit\r');
    await tmux.waitFor(/dev: shell ended/);
    await tmux.press('q');
    await tmux.waitFor(/still live: dev/);
  });
});
