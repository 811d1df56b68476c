import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bashQuoted, readBashLine } from '../../../src/completion/shells/bash-line.ts';

const BREAKS = ' \t\n"\'@><=;|&(:';

describe('readBashLine', () => {
  test.each([
    ['sentinel ', ['sentinel'], '', '', 0],
    ['sentinel  exec ', ['sentinel', 'exec'], '', '', 0],
    ['sentinel ex', ['sentinel'], 'ex', '', 0],
    ['s --policy=ssm:/a', ['s'], '--policy=ssm:/a', '', 13],
    ['s a\\ b', ['s'], 'a b', '', 0],
    ['s a\\:b', ['s'], 'a:b', '', 0],
    ['s a\\ b c', ['s', 'a b'], 'c', '', 0],
    ['s "a b', ['s'], 'a b', '"', 0],
    ['s --x="a:b', ['s'], '--x=a:b', '"', 4],
    ["s 'a\\ b", ['s'], 'a\\ b', "'", 0],
    ['s "a\\"b\\c', ['s'], 'a"b\\c', '"', 0],
    ['s "a b" ', ['s', 'a b'], '', '', 0],
    ['s $(x) y', ['s', '$(x)'], 'y', '', 0],
    ['s a\\', ['s'], 'a\\', '', 0],
  ] as const)('%j', (text, before, current, quote, kept) => {
    expect(readBashLine(text, BREAKS)).toMatchObject({ before, current, quote, kept });
  });

  test('a quote that is closed inside the word: nobody knows what readline replaces', () => {
    expect(readBashLine('s "a"b', BREAKS)).toBeNull();
  });

  test('tells where words begin', () => {
    expect(readBashLine('s  exec "a b" c', BREAKS)?.starts).toEqual([0, 3, 8, 14]);
    expect(readBashLine('s  exec ', BREAKS)?.starts).toEqual([0, 3, 8]);
  });
});

describe('bashQuoted', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((one) => !/[\0\n\r]/.test(one));

  test('bash reads back exactly the text, in each kind of quote', () => {
    const texts = fc
      .sample(text, { numRuns: 150, seed: 7 })
      .concat(['$(id)', '`id`', '!!', "a'b", '\\', '~', '#x', '*']);
    const script = texts.flatMap((one) =>
      (['', '"', "'"] as const).flatMap((quote) => {
        const quoted = bashQuoted(one, quote);
        return quoted === null ? [] : [{ one, word: `${quote}${quoted}${quote}` || "''" }];
      }),
    );
    const lines = script.map(({ word }) => `printf '%s\\0' ${word}`).join('\n');
    const { stdout, stderr } = spawnSync('bash', ['--norc'], {
      input: lines,
      encoding: 'utf8',
      env: { LANG: 'C.UTF-8', PATH: process.env['PATH'] },
    });
    expect(stderr).toBe('');
    expect(stdout.split('\0').slice(0, -1)).toEqual(script.map(({ one }) => one));
  });

  test('no exclamation mark inside double quotes, where history would act', () => {
    expect(bashQuoted('a!b', '"')).toBeNull();
    expect(bashQuoted('a!b', '')).toBe('a\\!b');
  });
});
