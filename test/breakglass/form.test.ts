import { describe, expect, test } from 'vitest';
import { type BreakglassForm, checkForm, durationCap } from '../../src/breakglass/form.ts';
import { HOSTILE } from '../helpers/hostile.ts';

const RULE = { allowedReasonCodes: [], maxDuration: 7200 } as const;
const FORM: BreakglassForm = {
  reasonCode: 'incident',
  justification: 'The database does not answer.',
  ticket: '',
  duration: '1h',
};
const check = (
  form: Partial<BreakglassForm>,
  rule: Partial<Parameters<typeof checkForm>[1]> = {},
) => checkForm({ ...FORM, ...form }, { ...RULE, ...rule });

test('a form that does has no problems', () => {
  expect(check({})).toEqual({});
});

test('every field that does not do has its sentence', () => {
  const problems = check(
    { reasonCode: 'other', justification: 'x', ticket: 'x', duration: 'x' },
    {
      allowedReasonCodes: ['incident', 'security'],
      ticket: 'INC-*',
    },
  );
  expect(problems).toEqual({
    reasonCode: 'The policy allows the reasons incident, security here.',
    justification: 'The justification needs 20 to 1000 characters; it has 1.',
    ticket: 'The ticket must look like INC-*.',
    duration: 'The duration is written as 30m, 1h or 1h30m.',
  });
});

describe('reason code', () => {
  test('an empty list allows all of them, and nothing else', () => {
    expect(check({ reasonCode: 'other' })).toEqual({});
    expect(check({ reasonCode: 'boredom' as 'other' })).toHaveProperty('reasonCode');
  });
});

describe('justification', () => {
  const FAMILY = '👩‍👩‍👧‍👦';
  test.each([
    ['19', 'x'.repeat(19), false],
    ['20', 'x'.repeat(20), true],
    ['1000', 'x'.repeat(1000), true],
    ['1001', 'x'.repeat(1001), false],
    ['20 with blanks around', `  \n${'x'.repeat(20)}\t `, true],
    ['19 and blanks', `${'x'.repeat(19)}     `, false],
    ['20 families', FAMILY.repeat(20), true],
    ['19 families', FAMILY.repeat(19), false],
    ['1000 families', FAMILY.repeat(1000), true],
    ['20 letters with two marks each', 'e\u0301\u0323'.repeat(20), true],
    ['10 letters with two marks each', 'e\u0301\u0323'.repeat(10), false],
    ['20 flags', '🇩🇪'.repeat(20), true],
    ['10 flags, which are two code points each', '🇩🇪'.repeat(10), false],
    ['30 characters that nobody sees', '\u200b'.repeat(30), false],
    ['19 and 30 that nobody sees', 'x'.repeat(19) + '\u200b\u2060'.repeat(15), false],
    ['line breaks', `${'x'.repeat(20)}\n\r\n${'y'.repeat(5)}`, true],
    ['a tab', `${'x'.repeat(20)}\tx`, false],
    ['ESC', `${'x'.repeat(20)}\u001b[2Jx`, false],
    ['a C1 control', `${'x'.repeat(20)}\u009bx`, false],
    ['NUL', `${'x'.repeat(20)}\u0000x`, false],
    ['half an emoji', `${'x'.repeat(20)}\ud83dx`, false],
    ['bidi overrides, which the terminal shows as what they are', `${'x'.repeat(20)}\u202ex`, true],
    ['marks without end on 20 letters', `e${'\u0301'.repeat(4000)}`.repeat(20), false],
  ])('%s', (_, justification, fine) => {
    expect(check({ justification }).justification === undefined).toBe(fine);
  });

  test('the sentence counts as the reader does', () => {
    expect(check({ justification: FAMILY.repeat(3) }).justification).toContain('it has 3.');
  });

  test('hostile text is refused or has a sentence of plain text', () => {
    for (const text of HOSTILE) {
      for (const problem of Object.values(check({ justification: text, ticket: text }))) {
        expect(problem).toMatch(/^[\x20-\x7e]+$/);
      }
    }
  });
});

describe('ticket', () => {
  test.each([
    ['none, none asked for', '', undefined, true],
    ['any, none asked for', 'JIRA-1', undefined, true],
    ['one that fits', ' INC-4711 ', 'INC-*', true],
    ['one that only begins to fit', 'XINC-4711', 'INC-*', false],
    ['none, one asked for', '', 'INC-*', false],
    ['one with a control character', 'INC-1\u0007', 'INC-*', false],
    ['one of two lines', 'INC-1\nINC-2', 'INC-*', false],
    ['one without end', `INC-${'1'.repeat(300)}`, 'INC-*', false],
  ])('%s', (_, ticket, pattern, fine) => {
    const rule = pattern === undefined ? {} : { ticket: pattern };
    expect(check({ ticket }, rule).ticket === undefined).toBe(fine);
  });
});

describe('duration', () => {
  test.each([
    ['2h', true],
    ['2h1s', false],
    [' 30m ', true],
    ['1s', true],
    ['0s', false],
    ['', false],
    ['1.5h', false],
    ['-1h', false],
    ['90', false],
    ['99999999h', false],
  ])('%s under a cap of 2h', (duration, fine) => {
    expect(check({ duration }).duration === undefined).toBe(fine);
  });

  test('never over 4 hours, whatever the rule says', () => {
    expect(check({ duration: '4h' }, { maxDuration: 99_999 })).toEqual({});
    expect(check({ duration: '4h1s' }, { maxDuration: 99_999 }).duration).toBe(
      'The policy allows at most 4h here.',
    );
    expect(durationCap({ maxDuration: 60 })).toBe(60);
  });
});
