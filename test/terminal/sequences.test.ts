import { describe, expect, test } from 'vitest';
import { detectCapabilities } from '../../src/terminal/capabilities.ts';
import { copySequence } from '../../src/terminal/copy.ts';
import { notification } from '../../src/terminal/notify.ts';
import { throughTmux } from '../../src/terminal/osc.ts';
import { restoreTitle, saveTitle, setTitle } from '../../src/terminal/title.ts';

const tty = { isTTY: true };
const detect = (env: Record<string, string>, stdout: { isTTY?: boolean } = tty) =>
  detectCapabilities(env, stdout, 'linux');

describe('detectCapabilities', () => {
  test('a terminal of today', () => {
    expect(
      detect({ TERM: 'xterm-256color', LANG: 'en_GB.UTF-8', TERM_PROGRAM: 'WezTerm' }),
    ).toEqual({
      utf8: true,
      colour: true,
      smart: true,
      osc: true,
      tmux: false,
      ssh: false,
      notification: 'osc9',
    });
  });

  test.each([
    [{ TERM: 'xterm', NO_COLOR: '1' }, false],
    [{ TERM: 'xterm', NO_COLOR: '' }, true],
    [{ TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: '1' }, true],
    [{ TERM: 'xterm', FORCE_COLOR: '0' }, false],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'dumb', FORCE_COLOR: '' }, true],
    [{}, false],
  ])('colour with %j: %s', (env, colour) => {
    expect(detect(env as Record<string, string>).colour).toBe(colour);
  });

  test('no colour in a pipe, unless forced', () => {
    expect(detect({ TERM: 'xterm' }, {}).colour).toBe(false);
    expect(detect({ TERM: 'xterm', FORCE_COLOR: '1' }, {}).colour).toBe(true);
  });

  test.each([
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, true],
    [{ LANG: 'C', LC_ALL: '', LC_CTYPE: 'en_US.UTF-8' }, true],
    [{}, false],
    [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, false],
  ])('UTF-8 with %j: %s', (env, utf8) => {
    expect(detect({ TERM: 'xterm', ...env } as Record<string, string>).utf8).toBe(utf8);
  });

  test('the Linux console and a dumb terminal get no OSC', () => {
    for (const TERM of ['linux', 'dumb']) {
      const terminal = detect({ TERM });
      expect(setTitle('x', terminal) + saveTitle(terminal) + restoreTitle(terminal)).toBe('');
      expect(copySequence('x', terminal)).toBeUndefined();
      expect(notification('prod', '5 min left', terminal)).toBe('\x07');
    }
  });
});

describe('what is written', () => {
  test('a hostile name cannot leave the title', () => {
    expect(setTitle('a\x07\x1b]52;c;aGk=\x07b', { osc: true })).toBe(
      '\x1b]2;a\\x07\\x1b]52,c,aGk=\\x07b\x07',
    );
  });

  test('notifications by OSC 9 and 777, and wrapped for tmux with the bell outside', () => {
    const terminal = { tmux: false, notification: 'both' } as const;
    const nine = '\x1b]9;Sentinel: prod: 1 min left\x07';
    const seven = '\x1b]777;notify;Sentinel: prod;1 min left\x07';
    expect(notification('prod', '1 min left', terminal)).toBe(`\x07${nine}${seven}`);
    expect(notification('prod', '1 min left', { ...terminal, tmux: true })).toBe(
      `\x07${throughTmux(nine)}${throughTmux(seven)}`,
    );
  });

  test('tmux passthrough doubles every ESC', () => {
    expect(throughTmux('\x1b]9;x\x1b\\')).toBe('\x1bPtmux;\x1b\x1b]9;x\x1b\x1b\\\x1b\\');
  });

  test('copy is base64 of UTF-8, plain and wrapped in tmux, nothing when too long', () => {
    expect(copySequence('arn:ü', { osc: true, tmux: false })).toBe('\x1b]52;c;YXJuOsO8\x07');
    expect(copySequence('a', { osc: true, tmux: true })).toBe(
      `\x1b]52;c;YQ==\x07${throughTmux('\x1b]52;c;YQ==\x07')}`,
    );
    expect(copySequence('x'.repeat(60_000), { osc: true, tmux: false })).toBeUndefined();
  });
});
