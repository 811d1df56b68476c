/** Every way out of the console leaves the terminal as it was: modes, cursor, screen, no child behind. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPty, type Pty } from '../helpers/pty.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { APP, isAlive, makePlace, type Place } from './terminal-place.ts';

describe('ways out', () => {
  let place: Place;
  let pty: Pty;
  let app: number;

  beforeEach(async () => {
    place = makePlace(['bash']);
    // A shell without job control around it, which mends nothing behind a program: what `stty` says is
    // what the console left.
    const around = 'stty -g >before; "$0" "$@"; echo $? >code; stty -g >after; sleep 1000';
    pty = openPty('sh', ['-c', around, ...APP], { env: place.env, cwd: place.home });
    app = Number(/pid (\d+)/.exec(await pty.waitFor(/pid \d+/))?.[1]);
    await pty.waitFor('last: none yet');
  });
  afterEach(async () => {
    await pty.close();
    place.remove();
  });

  async function expectUsable(code: number): Promise<void> {
    await place.holds('after', '\n');
    expect(readFileSync(place.file('code'), 'utf8').trim()).toBe(String(code));
    expect(readFileSync(place.file('after'), 'utf8')).toBe(
      readFileSync(place.file('before'), 'utf8'),
    );
    await waitFor(() => !pty.modes().alternate, { what: 'the alternate screen to be left' });
    expect(pty.modes()).toMatchObject({
      alternate: false,
      cursorHidden: false,
      mouse: false,
      paste: false,
    });
    expect(isAlive(app)).toBe(false);
  }

  /** Opens the subshell and gives its pid. */
  async function enterShell(): Promise<number> {
    pty.press('enter');
    pty.type('echo pid-$$- >>$O\r');
    return Number(/pid-(\d+)-/.exec(await place.holds('out', '-\n'))?.[1]);
  }

  test('quitting', async () => {
    pty.press('q');
    await expectUsable(0);
  });

  test('an exception, and its words are on the screen', async () => {
    pty.press('t');
    await expectUsable(1);
    expect(pty.screen()).toContain('thrown on purpose');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s in the list', async (signal, code) => {
    process.kill(app, signal);
    await expectUsable(code);
  });

  test('SIGINT from outside', async () => {
    process.kill(app, 'SIGINT');
    await expectUsable(130);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while a subshell runs hangs that up first', async (signal, code) => {
    const shell = await enterShell();
    process.kill(app, signal);
    await expectUsable(code);
    expect(isAlive(shell)).toBe(false);
  });

  test('SIGTERM while the subshell runs a program', async () => {
    const shell = await enterShell();
    pty.type('echo bu""sy >>$O; sleep 1000\r');
    await place.holds('out', 'busy');
    process.kill(app, 'SIGTERM');
    await expectUsable(143);
    expect(isAlive(shell)).toBe(false);
  });

  test('the shell killed with its line editor at work, then quitting', async () => {
    const shell = await enterShell();
    process.kill(shell, 'SIGKILL');
    await pty.waitFor('signal SIGKILL');
    pty.press('q');
    await expectUsable(0);
  });

  test('the shell killed with its line editor at work: the next one finds a sane terminal', async () => {
    const first = await enterShell();
    pty.type('stty -g >first\r');
    const sane = await place.holds('first', '\n');
    process.kill(first, 'SIGKILL');
    await pty.waitFor('signal SIGKILL');
    pty.press('enter');
    pty.type('stty -g >second\r');
    expect(await place.holds('second', '\n')).toBe(sane);
  });

  test('the window closed: nothing is left running', async () => {
    pty.hangUp();
    await waitFor(() => !isAlive(app), { what: 'the program to notice' });
  });

  test('the window closed while a subshell runs: nothing is left running', async () => {
    const shell = await enterShell();
    pty.hangUp();
    await waitFor(() => !isAlive(app) && !isAlive(shell), { what: 'both to end' });
  });
});

describe('as the only program of a terminal (no shell above)', () => {
  test('the window closed, Ctrl+Z, and kill -9 of the shell', async () => {
    const place = makePlace(['bash']);
    const pty = openPty(APP[0], [APP[1]], { env: place.env, cwd: place.home });
    await pty.waitFor('last: none yet');
    // Nobody could wake it: the kernel does not stop it.
    pty.press('z');
    await pty.waitFor('last: continued');
    pty.press('enter');
    pty.type('kill -9 $$\r');
    await pty.waitFor('signal SIGKILL');
    pty.hangUp();
    await waitFor(() => !isAlive(pty.pid), { what: 'the program to notice' });
    place.remove();
  });
});

describe('Ctrl+Z under a shell', () => {
  test('stops, and fg brings back the list with its state', async () => {
    const place = makePlace(['bash']);
    const pty = openPty('bash', ['-i'], { env: place.env, cwd: place.home });
    await pty.waitFor('ready> ');
    pty.type(`clear; ${APP.join(' ')}\r`);
    await pty.waitFor('last: none yet');
    pty.press('down', 'z');
    await pty.waitFor('Stopped');
    expect(pty.modes()).toMatchObject({ alternate: false, cursorHidden: false });
    pty.type('echo out""side\r');
    await pty.waitFor('outside');
    pty.resize(90, 20);
    pty.type('fg\r');
    await pty.waitFor('last: continued');
    expect(pty.screen()).toContain('> two');
    expect(pty.screen()).toContain('LIST 90x20');
    expect(pty.modes().alternate).toBe(true);
    pty.press('up');
    await pty.waitFor('> one');
    pty.press('q');
    await pty.waitFor('the app has ended');
    await pty.close();
    place.remove();
  });
});
