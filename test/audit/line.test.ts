import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLine, NO_HASH, readLine } from '../../src/audit/line.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { entry } from './samples.ts';

const frame = {
  timestamp: '2026-11-20T02:00:00.000Z',
  host: 'laptop',
  pid: 42,
  seq: 1,
  prev: NO_HASH,
};

test('the bytes are as specified: hash last, over what stands before it plus }', () => {
  const { bytes, head } = formatLine(entry({ effect: 'allow', rule: null }), frame);
  const body =
    '{"timestamp":"2026-11-20T02:00:00.000Z","event":"decision","user":"alice",' +
    '"principal_arn":"arn:aws:iam::111122223333:user/alice","profile":"prod","effect":"allow",' +
    `"rule":null,"host":"laptop","pid":42,"seq":1,"prev":"${'0'.repeat(64)}"`;
  const hash = createHash('sha256').update(`${body}}`).digest('hex');
  expect(bytes.toString()).toBe(`${body},"hash":"${hash}"}\n`);
  expect(head).toEqual({ seq: 1, hash });
});

test('absent members are left out', () => {
  const given = { ...entry(), region: undefined } as unknown as ReturnType<typeof entry>;
  expect(formatLine(given, frame).bytes.toString()).not.toContain('region');
});

test('any text comes back unchanged, with its own hash, from one line of harmless bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (user, reason) => {
      const given = entry({ user, reason, matched: [user] });
      const { bytes, head } = formatLine(given, frame);
      const line = bytes.subarray(0, -1);
      expect(readLine(line)).toEqual({
        line: { ...given, ...frame, hash: head.hash },
        computed: head.hash,
      });
      // Nothing that a terminal obeys, that ends a line, or that hides.
      expect(line.toString()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { examples: HOSTILE.map((text) => [text, text]) },
  );
});

test.each([
  ['nothing', ''],
  ['no JSON', `{"seq":1${`,"hash":"${NO_HASH}"}`.slice(1)}`],
  ['no seq', `{"prev":"${NO_HASH}","hash":"${NO_HASH}"}`],
  ['a hash that is none', '{"seq":1,"prev":"","hash":"12"}'],
  ['a hash that is not last', `{"seq":1,"prev":"","hash":"${NO_HASH}","x":1}`],
  ['capital letters', `{"seq":1,"prev":"","hash":"${'A'.repeat(64)}"}`],
])('no line: %s', (_, text) => {
  expect(readLine(Buffer.from(text))).toBe(null);
});
