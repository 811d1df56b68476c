import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTmux, type Tmux, tmuxMissing } from '../helpers/tmux.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const missing = tmuxMissing();

/** Nothing by which a browser could be opened. */
const NO_BROWSER = { DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: '' };

describe.skipIf(missing)(
  `signing in from the console, in tmux${missing ? ` (${missing})` : ''}`,
  () => {
    let place: ConsolePlace;
    let tmux: Tmux;
    const codeOnScreen = async () => {
      const screen = await tmux.waitFor(/user_code=[A-Z]{4}-[A-Z]{4}/);
      return /user_code=([A-Z]{4}-[A-Z]{4})/.exec(screen)?.[1] ?? '';
    };

    beforeAll(async () => {
      place = openConsolePlace();
      tmux = await openTmux([`${place.folder}/sentinel`], {
        env: { ...place.env, ...NO_BROWSER },
        cwd: place.folder,
        columns: 100,
        rows: 30,
      });
    });
    afterAll(async () => {
      await tmux.close();
      await place.end();
    });

    it('the row and the header say so, and the details what Enter will do', async () => {
      const screen = await tmux.waitFor(/✓ allow +dev /);
      expect(screen).toMatch(/\? sign in +staging-logs/);
      expect(screen).toMatch(/company: signed out/);
      await tmux.type('/staging-logs\r');
      await tmux.waitFor(/❯ \? sign in +staging-logs/);
      await tmux.waitFor(/Enter +Signs in to company/);
      await tmux.waitFor(/Start URL +http:\/\/127/);
    });

    it('Enter shows an address with the code in it, the code to compare and a countdown; Esc ends it', async () => {
      await tmux.press('Enter');
      const screen = await tmux.waitFor(/Waiting for you there\. \d+:\d\d left/);
      const code = await codeOnScreen();
      expect(screen).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+user_code=[A-Z-]{9}$/m);
      expect(screen).toMatch(new RegExp(`^ +${code} *$`, 'm'));
      expect(screen).toContain('No browser was opened here');
      await tmux.press('Escape');
      await tmux.waitFor('The sign-in to company was ended.');
      await tmux.waitFor(/❯ \? sign in +staging-logs/);
    });

    it('a refusal is a sentence, and Enter begins again', async () => {
      await tmux.press('Enter');
      const code = await codeOnScreen();
      expect(place.run(['sandbox', 'sign-in', code, '--deny']).code).toBe(0);
      await tmux.waitFor('Enter tries again, Esc goes back.');
      const screen = await tmux.screen();
      expect(screen).toMatch(/company/);
      expect(screen).toContain('refused in the browser');
      await tmux.press('Enter');
      expect(await codeOnScreen()).not.toBe(code);
    });

    it('fits a small terminal while it goes on', async () => {
      for (const [columns, rows] of [
        [80, 24],
        [60, 20],
        [100, 30],
      ] as const) {
        await tmux.resize(columns, rows);
        await tmux.waitFor(/Waiting for you there/);
        await codeOnScreen();
      }
    });

    it('approved, it comes back with the verdicts of all its profiles and says until when', async () => {
      const code = await codeOnScreen();
      expect(place.run(['sandbox', 'sign-in', code]).code).toBe(0);
      await tmux.waitFor(/Signed in to company until \d\d:\d\d/);
      await tmux.waitFor(/❯ ✓ ~?allow +staging-logs/);
      await tmux.waitFor(/company until \d\d:\d\d/);
      await tmux.press('Escape');
      const screen = await tmux.waitFor(/unstamped +analytics/);
      // One role was asked about; the other’s identity is assumed, and marked.
      expect(screen.match(/[✓!] ~(allow|unstamped) /g)).toHaveLength(1);
      expect(screen).not.toContain('sign in ');
    });

    it('then Enter opens a stamped shell on it', async () => {
      await tmux.type('/staging-logs\r');
      await tmux.waitFor(/❯ ✓ ~?allow +staging-logs/);
      await tmux.press('Enter');
      await tmux.waitFor(/stamp +sentinel=alice@company\.example=direct=[0-9a-f]{8}/);
      await tmux.waitFor(/ready>/);
      await tmux.type('exit\r');
      await tmux.waitFor(/staging-logs: shell ended/);
      const issued = place.decisions().findLast(({ event }) => event === 'issued');
      expect(issued).toMatchObject({
        profile: 'staging-logs',
        stamped: true,
        user: 'alice@company.example',
      });
    });

    it('signed out by another process, Enter signs in again by itself', async () => {
      expect(place.run(['logout', '--sso-session', 'company']).code).toBe(0);
      await tmux.press('Enter');
      const code = await codeOnScreen();
      expect(place.run(['sandbox', 'sign-in', code]).code).toBe(0);
      await tmux.waitFor(/Signed in to company until/);
      await tmux.press('Enter');
      await tmux.waitFor(/ready>/);
      await tmux.type('exit\r');
      await tmux.waitFor(/staging-logs: shell ended/);
    });
  },
);

describe('where a browser could be opened', () => {
  let place: ConsolePlace;
  let seen: string;

  beforeAll(() => {
    place = openConsolePlace();
    seen = join(place.folder, 'seen');
    chmodSync(place.file('browser', `#!/bin/sh\nprintf '%s' "$1" > '${seen}'\n`), 0o755);
  });
  afterAll(() => place.end());

  const enter = async (env: Record<string, string | undefined>) => {
    const pty = place.open({ env: { ...env, BROWSER: join(place.folder, 'browser') } });
    await pty.waitFor(/\? sign in +staging-logs/);
    pty.type('/staging-logs\r');
    await pty.waitFor(/❯ \? sign in +staging-logs/);
    pty.press('enter');
    const screen = await pty.waitFor(/Waiting for you there/);
    pty.press('ctrl+c');
    await pty.ended();
    return screen;
  };

  it('none is over SSH, and the address is for any machine', async () => {
    const screen = await enter({ DISPLAY: ':99', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' });
    expect(screen).toContain('No browser was opened here');
    expect(screen).toMatch(/user_code=/);
    expect(existsSync(seen)).toBe(false);
  });

  it('it is on a desktop, with the address that the screen shows', async () => {
    const env = { DISPLAY: ':99', SSH_CONNECTION: '', SSH_TTY: '', SSH_CLIENT: '', CI: '' };
    const screen = await enter(env);
    expect(screen).toContain('A browser was opened');
    const lines = screen.split('\n').map((line) => line.trimEnd());
    const from = lines.findIndex((line) => line.startsWith('http'));
    expect(lines.slice(from, lines.indexOf('', from)).join('')).toBe(readFileSync(seen, 'utf8'));
  });
});
