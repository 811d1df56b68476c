import { describe, expect, it } from 'vitest';
import type { Base } from '../../src/profiles/types.ts';
import { ssoCredentials } from '../../src/sso/credentials.ts';
import { CORP, cliToken, identityCenter, NOW, putToken, type Reply, user } from './world.ts';

const BASE: Extract<Base, { kind: 'sso' }> = {
  kind: 'sso',
  profile: 'dev',
  label: 'corp',
  key: 'sso:corp',
  start: CORP,
  account: '111122223333',
  role: 'Developer',
};
const KEYS = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'session',
  expiration: NOW + 3_600_000,
};

async function signedIn(reply: Reply) {
  const center = await identityCenter({ '/federation/credentials': () => reply });
  const ctx = user(center.url);
  putToken(ctx, cliToken());
  return { ...center, ctx };
}

it('asks for the role with the token of the cache', async () => {
  const { ctx, asked } = await signedIn({ roleCredentials: KEYS });
  expect(await ssoCredentials(ctx, BASE)).toEqual(KEYS);
  expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({
    role_name: 'Developer',
    account_id: '111122223333',
  });
  expect(asked[0]?.headers['x-amz-sso_bearer_token']).toBe('access-1');
  expect(asked[0]?.headers['authorization']).toBeUndefined();
});

it.each([
  { expiration: 1e300 },
  { expiration: 'soon' },
  { expiration: -1 },
  { accessKeyId: 7 },
  { sessionToken: ['session'] },
])('keys with %j are none', async (change) => {
  const { ctx } = await signedIn({ roleCredentials: { ...KEYS, ...change } });
  await expect(ssoCredentials(ctx, BASE)).rejects.toMatchObject({
    name: 'SentinelError',
    kind: 'unavailable',
    message: expect.stringContaining('(InvalidResponse)'),
  });
});

describe('what AWS refuses', () => {
  it.each<[string, number, string, RegExp]>([
    [
      'UnauthorizedException',
      401,
      'not_signed_in',
      /^AWS no longer accepts your sign-in to corp\.$/,
    ],
    [
      'ForbiddenException',
      403,
      'failed',
      /This sign-in \(corp\) has no role Developer in account 111122223333/,
    ],
    ['ResourceNotFoundException', 404, 'failed', /has no role Developer/],
    ['InvalidRequestException', 400, 'failed', /AWS refuses sso:GetRoleCredentials/],
    ['TooManyRequestsException', 429, 'unavailable', /AWS sso in eu-west-1 is at fault or busy/],
    ['ServiceDown', 503, 'unavailable', /AWS sso in eu-west-1 is at fault or busy/],
  ])('%s', async (refusal, status, kind, message) => {
    const { ctx } = await signedIn({ refusal, status, text: 'no: access-1 is not good' });
    const failed = ssoCredentials(ctx, BASE);
    await expect(failed).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    await failed.catch((error: Error) => {
      expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain('access-1');
    });
  });

  it('an end of the sign-in says what would help', async () => {
    const { ctx } = await signedIn({ refusal: 'UnauthorizedException', status: 401 });
    await expect(ssoCredentials(ctx, BASE)).rejects.toMatchObject({
      exitCode: 6,
      need: { kind: 'sso', start: CORP },
      next: ['Run: sentinel login --sso-session corp'],
    });
  });

  it.each([
    [{}],
    [{ roleCredentials: { ...KEYS, sessionToken: undefined } }],
    [{ roleCredentials: { ...KEYS, expiration: 0 } }],
  ])('half an answer (%j) is none', async (reply) => {
    const { ctx } = await signedIn(reply);
    await expect(ssoCredentials(ctx, BASE)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('no answer at all', async () => {
    const { ctx } = await signedIn(null);
    await expect(ssoCredentials(ctx, BASE)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^AWS sso in eu-west-1 does not answer \(\w+\)\.$/),
    });
  });
});
