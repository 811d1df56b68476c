import { describe, expect, test } from 'vitest';
import { FORMAT, promptLine } from '../../src/prompt/line.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 20, 2);
const plain = { format: FORMAT, host: 'plain', colour: false } as const;
const prod = (left: number | null) => ({
  profile: 'prod',
  id: 'a1',
  endsAt: left === null ? null : NOW + left,
});

describe('promptLine', () => {
  test.each([
    [41 * MINUTE, 'prod 0:41'],
    [5 * MINUTE + 1, 'prod 0:05'],
    [5 * MINUTE, 'prod 0:05!'],
    [30_000, 'prod 30 s!'],
    [0, 'prod expired!'],
    [null, 'prod ?'],
  ])('%s ms left', (left, text) => expect(promptLine([prod(left)], NOW, plain)).toBe(text));

  test('nothing for nothing; three at most, and how many more', () => {
    expect(promptLine([], NOW, plain)).toBe('');
    expect(
      promptLine(
        Array.from({ length: 5 }, () => prod(MINUTE * 60)),
        NOW,
        plain,
      ),
    ).toBe('prod 1:00, prod 1:00, prod 1:00, +2');
  });

  test('a format of one’s own stays as it is, but for its places', () => {
    const at = new Date(NOW + 3 * MINUTE);
    const ends = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
    const format = '#[bold]{profile}|{state}|{minutes}|{ends}|{id}|{left}{mark} %F{{}';
    expect(promptLine([prod(3 * MINUTE)], NOW, { ...plain, format })).toBe(
      `#[bold]prod|soon|3|${ends}|a1|0:03! %F{{}`,
    );
  });

  test.each(['{profil}', '{constructor}'])('%s is no place', (format) => {
    expect(() => promptLine([], NOW, { ...plain, format })).toThrow(format);
  });

  test.each([
    ['plain', '\x1b[33mprod 0:03!\x1b[39m'],
    ['bash', '\x01\x1b[33m\x02prod 0:03!\x01\x1b[39m\x02'],
    ['zsh', '%F{yellow}prod 0:03!%f'],
    ['tmux', '#[fg=yellow]prod 0:03!#[fg=default]'],
  ] as const)('coloured for %s', (host, text) => {
    expect(promptLine([prod(3 * MINUTE)], NOW, { ...plain, host, colour: true })).toBe(text);
  });
});
