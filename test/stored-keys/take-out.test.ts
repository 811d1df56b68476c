import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeKeysOut } from '../../src/stored-keys/take-out.ts';

const KEY = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const LINES = `aws_access_key_id = ${KEY.id}\naws_secret_access_key = ${KEY.secret}\n`;

describe('out of a section', () => {
  it.each([
    ['alone', `[alice]\n${LINES}`, '[alice]\n'],
    [
      'among others',
      `[a]\nx=1\n[alice]\nregion = eu\n${LINES}output = json\n[b]\n${LINES}`,
      `[a]\nx=1\n[alice]\nregion = eu\noutput = json\n[b]\n${LINES}`,
    ],
    [
      'with comments',
      `# top\n[alice] # me\n; one\n${LINES}# two\n`,
      '# top\n[alice] # me\n; one\n# two\n',
    ],
    [
      'of odd case and blanks',
      `[ alice ]\n  AWS_Access_Key_Id=${KEY.id}   \n\taws_secret_access_key\t=\t${KEY.secret}\n\n`,
      '[ alice ]\n\n',
    ],
    [
      'with CRLF, and no end',
      `[alice]\r\naws_access_key_id=${KEY.id}\r\naws_secret_access_key=${KEY.secret}`,
      '[alice]\r\n',
    ],
    [
      'written twice',
      `[alice]\n${LINES}[b]\nx=1\n[alice]\n${LINES}y=2\n`,
      '[alice]\n[b]\nx=1\n[alice]\ny=2\n',
    ],
    [
      'its halves apart',
      `[alice]\naws_access_key_id=${KEY.id}\n[b]\n[alice]\naws_secret_access_key=${KEY.secret}\n`,
      '[alice]\n[b]\n[alice]\n',
    ],
  ])('%s', (_, text, left) => {
    expect(takeKeysOut(text, 'alice', KEY)).toEqual({ text: left, why: null });
  });

  it('of the config file, with quotes and blanks in its header', () => {
    const text = `[profile   "alice"]\n${LINES}region = x\n`;
    expect(takeKeysOut(text, 'profile alice', KEY).text).toBe('[profile   "alice"]\nregion = x\n');
  });
});

describe('not where', () => {
  it.each([
    ['the section is not there', `[b]\n${LINES}`, /not there any more/],
    ['one line is missing', `[alice]\naws_access_key_id = ${KEY.id}\n`, /not there any more/],
    ['other keys stand there', `[alice]\n${LINES.replace(KEY.id, 'AKIAOTHER')}`, /other keys/],
    [
      'a second pair stands there',
      `[alice]\n${LINES}[alice]\n${LINES.replace(KEY.secret, 'x')}`,
      /other keys/,
    ],
    [
      'a line belongs to the one above',
      `[alice]\naws_access_key_id = ${KEY.id}\n  more\naws_secret_access_key = ${KEY.secret}\n`,
      /belongs to it/,
    ],
  ])('%s', (_, text, why) => {
    const { text: left, why: told } = takeKeysOut(text, 'alice', KEY);
    expect(left).toBeNull();
    expect(told).toMatch(why);
  });
});

it('every other byte stays as it is', () => {
  const line = fc
    .array(
      fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10),
      { maxLength: 30 },
    )
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    // Neither a header, nor a setting of ours, nor the rest of one.
    .filter((text) => !/^\s*\[|aws_(access|secret)|^\s/i.test(text));
  fc.assert(
    fc.property(fc.array(line), fc.array(line), fc.array(line), (before, between, after) => {
      const [id, secret] = LINES.trimEnd().split('\n');
      const of = (...parts: string[][]) => parts.flat().join('\n');
      const text = of(before, ['[alice]', id ?? ''], between, [secret ?? ''], after, ['[end]']);
      const left = of(before, ['[alice]'], between, after, ['[end]']);
      expect(takeKeysOut(text, 'alice', KEY)).toEqual({ text: left, why: null });
    }),
  );
});
