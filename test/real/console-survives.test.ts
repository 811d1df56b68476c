import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import type { Pty } from '../helpers/pty.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const HOSTILE =
  '\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1b]8;;http://evil\x07link\x1b]8;;\x07\u202egnp.exe\x1b[2J';

const noFaketime = programMissing('faketime');

describe('the console in a pty', () => {
  let place: ConsolePlace;
  beforeAll(() => {
    place = openConsolePlace();
  });
  afterAll(() => place.end());

  async function open(options: Parameters<ConsolePlace['open']>[0] = {}): Promise<Pty> {
    const pty = place.open(options);
    await pty.waitFor(/❯ ✓ allow +dev /);
    return pty;
  }

  it('a half-written justification is there again after kill -9', async () => {
    const first = await open();
    first.press('j', 'j');
    await first.waitFor(/❯ ◔ approval +prod /);
    first.press('b');
    await first.waitFor('0/20-1000');
    first.press('enter');
    first.type('the orders database is locked and nob');
    await first.waitFor('37/20-1000');
    // The draft is written within a moment of the last key.
    await new Promise((resolve) => setTimeout(resolve, 400));
    first.kill('SIGKILL');
    await first.ended();
    const second = await open();
    second.press('j', 'j');
    await second.waitFor(/❯ ◔ approval +prod /);
    second.press('b');
    const screen = await second.waitFor('37/20-1000');
    expect(screen).toContain('the orders database is locked and nob');
    second.press('ctrl+c');
    await second.ended();
  });

  it('after kill -9 of the shell it is back with its state, and Ctrl+C went to the child only', async () => {
    const pty = await open();
    pty.press('j');
    await pty.waitFor(/❯ ✓ allow +staging/);
    pty.press('enter');
    await pty.waitFor('ready>');
    pty.type('sleep 30\r');
    await new Promise((resolve) => setTimeout(resolve, 300));
    pty.press('ctrl+c');
    pty.type('echo code=$?\r');
    await pty.waitFor('code=130');
    pty.resize(100, 30);
    pty.type('kill -9 $$\r');
    await pty.waitFor(/staging: shell ended/);
    const screen = await pty.waitFor(/❯ ✓ allow +staging/);
    expect(screen.split('\n').length).toBeLessThanOrEqual(30);
    pty.press('q');
    expect((await pty.ended()).exitCode).toBe(0);
  });

  it.each(['SIGTERM', 'SIGHUP'])(
    '%s leaves a usable terminal, also from inside a shell',
    async (signal) => {
      const pty = await open();
      pty.kill(signal);
      await pty.ended();
      expect(pty.modes()).toMatchObject({ alternate: false, cursorHidden: false, paste: false });

      const other = await open();
      other.press('enter');
      await other.waitFor('ready>');
      const at = Date.now();
      other.kill(signal);
      const { exitCode } = await other.ended();
      expect(exitCode).toBe(signal === 'SIGTERM' ? 143 : 129);
      expect(other.modes()).toMatchObject({ alternate: false, cursorHidden: false });
      // The shell was told to hang up and waited for; nothing had to run into a limit.
      expect(Date.now() - at).toBeLessThan(20_000);
    },
  );

  it('suspend in the shell deadlocks nothing', async () => {
    const pty = await open();
    pty.press('enter');
    await pty.waitFor('ready>');
    pty.type('suspend\r');
    await new Promise((resolve) => setTimeout(resolve, 300));
    pty.type('echo still-$((40+2))\r');
    await pty.waitFor('still-42');
    pty.type('exit\r');
    await pty.waitFor(/dev: shell ended/);
    pty.press('q');
    await pty.ended();
  });

  it('R after its sandbox was killed starts that again, and the verdicts are back', async () => {
    const pty = await open();
    const serving = () => /process (\d+)/.exec(place.run(['sandbox', 'status']).out)?.[1];
    await expect.poll(serving, { timeout: 20_000 }).toBeDefined();
    const pid = serving();
    process.kill(Number(pid), 'SIGKILL');
    pty.type('R');
    await pty.waitFor(/❯ ✓ allow +dev /);
    await expect
      .poll(serving, { timeout: 20_000 })
      .toSatisfy((now) => now !== undefined && now !== pid);
    pty.press('enter');
    await pty.waitFor('ready>');
    pty.type('exit 5\r');
    await pty.waitFor(/dev: shell ended after .*exit code 5/);
    pty.press('ctrl+c');
    await pty.ended();
  });

  it('hostile text in a rule’s reason and a justification only shows its own escapes', async () => {
    const policy = join(place.folder, 'hostile.yaml');
    writeFileSync(
      policy,
      JSON.stringify({
        version: '1',
        timezone: 'UTC',
        rules: [
          { name: 'first', effect: 'allow', conditions: { profiles: ['dev'] }, reason: HOSTILE },
          { name: 'long', effect: 'deny', conditions: {}, reason: 'x'.repeat(10_000) + HOSTILE },
        ],
      }),
    );
    const pty = await open({ words: ['--policy', `file:${policy}`] });
    await pty.waitFor('\\x1b]0;owned');
    pty.press('j', 'j', 'enter');
    await pty.waitFor(/prod is denied/);
    pty.press('l');
    await pty.waitFor(/decision/);
    expect(pty.output()).not.toMatch(/\x1b\]52|\x1b\]8|\x1b\]0;owned|\u202e/);
    expect(pty.modes().title).not.toContain('owned');
    pty.press('ctrl+c');
    await pty.ended();
  });

  it('is sane at 60x20, without colour, without UTF-8 and with CI=true', async () => {
    const pty = await open({ columns: 60, rows: 20, also: ['CI=true', 'NO_COLOR=1'] });
    expect(pty.screen().split('\n').length).toBeLessThanOrEqual(20);
    expect(pty.output()).not.toMatch(/\x1b\[(3\d|9\d|38;5;\d+)m/);
    pty.press('q');
    await pty.ended();
    const ascii = place.open({ env: { LANG: 'C', LC_ALL: 'C' } });
    await ascii.waitFor(/allow +dev /);
    expect(ascii.screen()).toMatch(/^[\x00-\x7f]*$/);
    ascii.press('q');
    await ascii.ended();
  });

  it('piped it is a table, with --json data, and never a screen', () => {
    const table = place.run([]);
    expect(table.code).toBe(0);
    expect(table.out).toMatch(/^VERDICT +PROFILE/);
    expect(table.out).not.toContain('\x1b');
    const rows = JSON.parse(place.run(['--json']).out);
    expect(JSON.stringify(rows)).toContain('"prod-needs-approval"');
  });

  it('without any configuration it offers the sandbox instead of an error', async () => {
    const pty = place.open({ env: { SENTINEL_SANDBOX: undefined } });
    await pty.waitFor(/sandbox/i);
    expect(pty.screen()).not.toMatch(/error/i);
    pty.press('q');
    expect((await pty.ended()).exitCode).toBe(0);
  });

  it.skipIf(noFaketime)(
    `a machine clock 14 hours off changes no verdict, and says so${noFaketime ? ` (${noFaketime})` : ''}`,
    async () => {
      const pty = await open({ also: ['faketime', '-f', '+14h'] });
      const screen = await pty.waitFor(/clock.*(14|13\.9|840)/i);
      // One of the two halves of the day is open, and it is the same one as by the right clock.
      const half = place.run([]).out.match(/^allow +(day|night)-deploy/m)?.[1];
      expect(screen).toMatch(new RegExp(`✓ allow +${half}-deploy`));
      pty.press('q');
      await pty.ended();
    },
  );

  it('the log survived all of it whole', () => {
    expect(place.run(['audit', 'verify-log']).code).toBe(0);
    const log = readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8');
    expect(log).not.toMatch(/ASIA[A-Z0-9]+.*SecretAccessKey|SessionToken/);
  });
});
