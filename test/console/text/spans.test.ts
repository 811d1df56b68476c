import { describe, expect, it } from 'vitest';
import { painter } from '../../../src/console/text/paint.ts';
import { cell, edges, line, t } from '../../../src/console/text/spans.ts';
import { cut, width } from '../../../src/console/text/width.ts';

const none = painter('none');
const HOSTILE = '\u001b]52;c;aGk=\u0007\u001b]8;;https://x\u0007link\u001b]8;;\u0007\u202e\u200b';

describe('spans', () => {
  it('never hold anything that acts on a terminal', () => {
    const { text } = t(HOSTILE);
    expect(text).toContain('\\x1b]52');
    expect(text).toContain('\\u{202e}');
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e]/);
  });

  it('are cut before they are looked at, however long they are', () => {
    expect(t('x'.repeat(10_000_000)).text.length).toBeLessThanOrEqual(2000);
  });

  it('make cells of an exact width', () => {
    for (const text of ['', 'dev', '漢字テスト', '👩‍🚀👩‍🚀', HOSTILE, 'x'.repeat(10_000)]) {
      expect(width(cell(text, 12, '…').text)).toBe(12);
    }
  });

  it('make lines no wider than asked', () => {
    for (const cells of [0, 1, 5, 12, 40]) {
      expect(width(line([t('漢字'), t(HOSTILE), t('tail')], cells, none))).toBeLessThanOrEqual(
        cells,
      );
    }
  });

  it('put the right part at the edge, and drop it where both do not fit', () => {
    expect(edges([t('left')], [t('right')], 20, none)).toBe('left           right');
    expect(edges([t('a long left part')], [t('right')], 20, none)).toBe('a long left part');
  });

  it('cut with an ellipsis', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('漢字漢字', 5)).toBe('漢字…');
    expect(cut('abc', 0)).toBe('');
  });
});

describe('paint', () => {
  it('uses the 16 colours, weight and inversion, and closes what it opens', () => {
    expect(painter('colour')('x', 'ok', 'strong')).toBe('\u001b[1m\u001b[32mx\u001b[39m\u001b[22m');
  });

  it('leaves colours out and keeps weight without colour', () => {
    expect(painter('mono')('x', 'bad')).toBe('x');
    expect(painter('mono')('x', 'bad', 'mark')).toBe('\u001b[7mx\u001b[27m');
  });

  it('writes no escape at all where nothing is understood', () => {
    expect(none('x', 'ok', 'strong', 'mark')).toBe('x');
  });
});
