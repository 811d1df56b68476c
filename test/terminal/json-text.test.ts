import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../src/terminal/json-text.ts';
import { HOSTILE } from '../helpers/hostile.ts';

const ACTS = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test('what a terminal would obey or hide is escaped, and reads back the same', () => {
  expect(jsonText({ a: 'x\u009b2J\u202e\u200b\u{e0041}é' })).toBe(
    '{"a":"x\\u009b2J\\u202e\\u200b\\udb40\\udc41é"}',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(0, 2), (text, indent) => {
      const value = { [text]: [text, 1, null] };
      const json = jsonText(value, indent);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(json.replaceAll('\n', '')).not.toMatch(ACTS);
    }),
    { examples: HOSTILE.map((text): [string, 0 | 2] => [text, 2]) },
  );
});

test('clean values look as JSON.stringify writes them', () => {
  const value = { a: [1, 'é'], b: { c: null } };
  expect(jsonText(value)).toBe(JSON.stringify(value));
  expect(jsonText(value, 2)).toBe(JSON.stringify(value, null, 2));
});

test('no command prints JSON past it', () => {
  const src = join(import.meta.dirname, '../../src');
  const printing = ['commands', 'console'].flatMap((folder) =>
    readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  const raw = printing.filter((name) =>
    /JSON\.stringify\((?!user|roleArn|policyRef|text)/.test(readFileSync(join(src, name), 'utf8')),
  );
  // `credentials` prints only what AWS made.
  expect(raw).toEqual(['commands/credentials.ts']);
});
