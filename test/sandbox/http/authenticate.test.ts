import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { type Keys, openSandbox, REGION, refusal, send } from '../open.ts';

const WHO = {
  'content-type': 'application/x-www-form-urlencoded',
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
};
const READ = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AmazonSSM.GetParameter',
  body: '{"Name":"/sentinel/policies/default"}',
};
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

describe('a signature', () => {
  test('that is right is taken', async () => {
    const { sandbox, keysOf } = await openSandbox();
    expect((await send(sandbox, keysOf('alice'), 'sts', WHO)).status).toBe(200);
  });

  test('over another body, header, path, region or key is refused', async () => {
    const { sandbox, keysOf } = await openSandbox();
    const keys = keysOf('alice');
    const tampered: [string, (headers: Record<string, string>) => { body?: string } | undefined][] =
      [
        ['body', () => ({ body: WHO.body.replace('GetCallerIdentity', 'GetSessionToken') })],
        [
          'content type',
          (headers) => {
            headers['content-type'] = 'application/x-www-form-urlencoded; charset=utf-8';
            return undefined;
          },
        ],
        ['region', (headers) => swap(headers, REGION, 'us-east-1')],
        [
          'a bit of the signature',
          (headers) => swap(headers, /.$/, (c) => (c === '0' ? '1' : '0')),
        ],
      ];
    for (const [what, change] of tampered) {
      const answer = await send(sandbox, keys, 'sts', { ...WHO, change });
      expect([what, answer.status]).toEqual([what, 403]);
      expect(answer.text).toContain('<Code>SignatureDoesNotMatch</Code>');
      expect(answer.text).toContain(MISMATCH);
    }
    const other = { ...keys, secretAccessKey: `${keys.secretAccessKey}x` };
    expect((await send(sandbox, other, 'sts', WHO)).text).toContain('SignatureDoesNotMatch');
  });

  test('covers the body where the client names its hash', async () => {
    const { sandbox, keysOf } = await openSandbox();
    // The JavaScript SDK signs x-amz-content-sha256: swapping the body alone must not pass.
    const client = new STSClient({
      endpoint: sandbox.url,
      region: REGION,
      credentials: keysOf('alice'),
      maxAttempts: 1,
    });
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string };
        request.body = request.body.replace('GetCallerIdentity', 'GetSessionTokenXY');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    expect((await refusal(client.send(new GetCallerIdentityCommand({})))).code).toBe(
      'SignatureDoesNotMatch',
    );
  });

  test.each([
    ['sts', WHO, 403, 'SignatureDoesNotMatch', "'Host' or ':authority' must be"],
    ['ssm', READ, 400, 'InvalidSignatureException', "'Host' or ':authority' must be"],
    ['ec2', WHO, 401, 'AuthFailure', 'not able to validate'],
    ['s3', { method: 'GET' }, 403, 'AccessDenied', 'were not signed'],
  ])('that leaves out the host is refused by %s', async (service, about, status, code, text) => {
    const { sandbox, keysOf } = await openSandbox();
    const told = await send(sandbox, keysOf('alice'), service, { ...about, unsigned: 'host' });
    expect(told.status).toBe(status);
    expect(told.text).toContain(code);
    expect(told.text.replaceAll('&apos;', "'")).toContain(text);
  });

  test('over no body is for S3 alone', async () => {
    const { sandbox, keysOf } = await openSandbox();
    const keys = keysOf('alice');
    for (const word of ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'anything']) {
      const more = { 'x-amz-content-sha256': word };
      const sts = await send(sandbox, keys, 'sts', { ...WHO, more });
      expect(sts.text).toContain('<Code>SignatureDoesNotMatch</Code>');
      const ssm = await send(sandbox, keys, 'ssm', { ...READ, more });
      expect(ssm.text).toContain('InvalidSignatureException');
      const s3 = await send(sandbox, keys, 's3', { method: 'GET', more });
      expect(s3.text.includes('SignatureDoesNotMatch')).toBe(word === 'anything');
    }
  });

  test('that is missing, or is none', async () => {
    const { sandbox } = await openSandbox();
    const bare = await fetch(sandbox.url, {
      method: 'POST',
      headers: WHO as never,
      body: WHO.body,
    });
    expect(bare.status).toBe(403);
    const form = { 'content-type': WHO['content-type'] };
    const missing = await fetch(sandbox.url, { method: 'POST', headers: form, body: WHO.body });
    expect(await missing.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    const basic = await fetch(sandbox.url, {
      method: 'POST',
      headers: { ...form, authorization: 'Basic YTpi' },
      body: WHO.body,
    });
    expect(basic.status).toBe(400);
    expect(await basic.text()).toContain('<Code>IncompleteSignature</Code>');
  });
});

describe('time', () => {
  test.each([-299, 299])('%d s off is taken', async (seconds) => {
    const { sandbox, keysOf } = await openSandbox();
    const date = Date.now() + seconds * 1000;
    expect((await send(sandbox, keysOf('alice'), 'sts', { ...WHO, date })).status).toBe(200);
  });

  test.each([
    [
      -302,
      /Signature expired: (\d{8}T\d{6}Z) is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)/,
    ],
    [
      303,
      /Signature not yet current: (\d{8}T\d{6}Z) is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)/,
    ],
  ])('%d s off is refused', async (seconds, expected) => {
    const { sandbox, keysOf } = await openSandbox();
    const date = Date.now() + seconds * 1000;
    const sts = await send(sandbox, keysOf('alice'), 'sts', { ...WHO, date });
    expect(sts.status).toBe(403);
    expect(sts.text).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(sts.text).toMatch(expected);
    const ssm = await send(sandbox, keysOf('alice'), 'ssm', { ...READ, date });
    expect(ssm.status).toBe(400);
    expect(JSON.parse(ssm.text)).toMatchObject({ __type: 'InvalidSignatureException' });
    // S3 gives a quarter of an hour.
    const s3 = await send(sandbox, keysOf('alice'), 's3', { method: 'GET', date });
    expect(s3.text).not.toContain('RequestTimeTooSkewed');
    const late = Date.now() + Math.sign(seconds) * 903_000;
    const tooLate = await send(sandbox, keysOf('alice'), 's3', { method: 'GET', date: late });
    expect(tooLate.text).toContain('<Code>RequestTimeTooSkewed</Code>');
  });

  test("AWS's date lets the SDK correct a clock that is 14 hours off", async () => {
    const { sandbox, keysOf } = await openSandbox();
    sandbox.control.setClockOffset(14 * 3_600_000);
    const client = new STSClient({
      endpoint: sandbox.url,
      region: REGION,
      credentials: keysOf('alice'),
    });
    const who = await client.send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:iam::111122223333:user/alice');
  });
});

describe('keys, as each protocol words it', () => {
  const unknown: Keys = { accessKeyId: 'AKIANOBODYKNOWSTHIS0', secretAccessKey: 'x' };
  test.each([
    [
      'sts',
      WHO,
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    ],
    [
      'iam',
      WHO,
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    ],
    [
      'ssm',
      READ,
      400,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'ec2',
      WHO,
      401,
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
    ],
    [
      's3',
      { method: 'GET' },
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    ],
  ])('%s: unknown', async (service, about, status, code, text) => {
    const { sandbox } = await openSandbox();
    const answer = await send(sandbox, unknown, service, about);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(answer.text).toContain(text);
  });

  test.each([
    ['sts', WHO, 403, 'ExpiredToken', 'The security token included in the request is expired'],
    [
      'ssm',
      READ,
      400,
      'ExpiredTokenException',
      'The security token included in the request is expired',
    ],
    ['ec2', WHO, 400, 'RequestExpired', 'Request has expired.'],
    ['s3', { method: 'GET' }, 400, 'ExpiredToken', 'The provided token has expired.'],
  ])('%s: expired', async (service, about, status, code, text) => {
    const { sandbox, keysOf, assume } = await openSandbox();
    const keys = await assume(keysOf('alice'));
    sandbox.control.setClockOffset(3_601_000);
    const answer = await send(sandbox, keys, service, about);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(answer.text).toContain(text);
  });

  test("temporary keys with no token, or with another session's", async () => {
    const { sandbox, keysOf, assume } = await openSandbox();
    const one = await assume(keysOf('alice'));
    const two = await assume(keysOf('alice'));
    const bare: Keys = { accessKeyId: one.accessKeyId, secretAccessKey: one.secretAccessKey };
    for (const keys of [bare, { ...one, sessionToken: two.sessionToken ?? '' }]) {
      expect((await send(sandbox, keys, 'sts', WHO)).text).toContain('InvalidClientTokenId');
    }
  });
});

function swap(
  headers: Record<string, string>,
  from: string | RegExp,
  to: string | ((found: string) => string),
): undefined {
  headers['authorization'] = (headers['authorization'] ?? '').replace(from, to as string);
  return undefined;
}
