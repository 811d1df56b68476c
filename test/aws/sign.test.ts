import { describe, expect, it } from 'vitest';
import { type SignedParts, signatureOf } from '../../src/aws/sign.ts';

/** `get-vanilla` of AWS's Signature Version 4 test suite. */
const vanilla: SignedParts = {
  method: 'GET',
  path: '/',
  query: {},
  headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
  body: '',
  signedHeaders: ['host', 'x-amz-date'],
  date: Date.parse('2015-08-30T12:36:00Z'),
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

describe('signatureOf', () => {
  it('is AWS’s own for AWS’s own example', async () => {
    expect(await signatureOf(vanilla)).toBe(
      '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });

  it('counts only the headers that were signed', async () => {
    const headers = { ...vanilla.headers, 'user-agent': 'x', 'x-forwarded-for': 'y' };
    expect(await signatureOf({ ...vanilla, headers })).toBe(await signatureOf(vanilla));
  });

  it('is another for any change', async () => {
    const right = await signatureOf(vanilla);
    for (const change of [
      { method: 'POST' },
      { path: '/x' },
      { query: { a: 'b' } },
      { body: 'x' },
      { date: vanilla.date + 1000 },
      { region: 'eu-west-1' },
      { service: 'sts' },
      { secretAccessKey: 'other' },
    ]) {
      expect(await signatureOf({ ...vanilla, ...change })).not.toBe(right);
    }
  });
});
