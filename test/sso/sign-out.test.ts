import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { registrationFile, tokenFile } from '../../src/sso/files.ts';
import { signOut } from '../../src/sso/sign-out.ts';
import { loadSession, loadStarts } from '../../src/sso/starts.ts';
import {
  CORP,
  cliToken,
  identityCenter,
  LEGACY,
  putFile,
  putToken,
  type Reply,
  user,
} from './world.ts';

const CONFIG = `
[sso-session corp]
sso_start_url = ${CORP.startUrl}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[sso-session bare]
sso_start_url = https://bare.awsapps.com/start
sso_region = us-east-1
[sso-session half]
sso_start_url = https://half.awsapps.com/start
[profile a]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
[profile old]
sso_start_url = ${CORP.startUrl}
sso_region = eu-west-1
[profile old-too]
sso_start_url = ${CORP.startUrl}
sso_region = eu-west-1
`;

async function signedIn(reply: Reply) {
  const center = await identityCenter({ '/logout': () => reply });
  const ctx = user(center.url);
  putToken(ctx, cliToken());
  putFile(ctx.paths.awsConfig, CONFIG);
  return { ...center, ctx };
}

it('ends the session at AWS and removes the token; the registration stays', async () => {
  const { ctx, asked } = await signedIn({});
  putFile(registrationFile(ctx, CORP), '{}');
  expect(await signOut(ctx, CORP)).toEqual([{ start: CORP, outcome: 'ended' }]);
  expect(asked.map(({ path, headers }) => [path, headers['x-amz-sso_bearer_token']])).toEqual([
    ['/logout', 'access-1'],
  ]);
  expect(readdirSync(ctx.paths.ssoCache)).toEqual([basename(registrationFile(ctx, CORP))]);
  expect(await signOut(ctx, CORP)).toEqual([{ start: CORP, outcome: 'none' }]);
});

it.each<[string, Reply, string]>([
  ['a token that AWS no longer takes', { refusal: 'UnauthorizedException', status: 401 }, 'ended'],
  ['an AWS that does not answer', null, 'kept'],
])('%s: here it is gone', async (_, reply, outcome) => {
  const { ctx } = await signedIn(reply);
  expect(await signOut(ctx, CORP)).toEqual([{ start: CORP, outcome }]);
  expect(existsSync(tokenFile(ctx, CORP))).toBe(false);
});

it.each(['InvalidRequestException', 'NotFoundException', 'ForbiddenException'])(
  'an answer of %s has not ended the session',
  async (refusal) => {
    const { ctx } = await signedIn({ refusal, status: 400 });
    expect(await signOut(ctx, CORP)).toEqual([{ start: CORP, outcome: 'kept', code: refusal }]);
    expect(existsSync(tokenFile(ctx, CORP))).toBe(false);
  },
);

it('out of all: what the config file names, and nothing of others', async () => {
  const { ctx, to } = await signedIn({});
  putToken(ctx, cliToken({ accessToken: 'access-legacy' }), LEGACY);
  const others = ['kiro-auth-token.json', 'other-session.json'];
  for (const name of others) putFile(join(ctx.paths.ssoCache, name), cliToken());
  const done = await signOut(ctx, null);
  expect(done.map(({ start, outcome }) => [start.session, outcome])).toEqual([
    ['corp', 'ended'],
    ['bare', 'none'],
    [null, 'ended'],
  ]);
  expect(
    to('/logout')
      .map(({ headers }) => headers['x-amz-sso_bearer_token'])
      .sort(),
  ).toEqual(['access-1', 'access-legacy']);
  expect(readdirSync(ctx.paths.ssoCache).sort()).toEqual(others);
});

it("another portal's token under the same name stays", async () => {
  const { ctx, asked } = await signedIn({});
  putToken(ctx, cliToken({ startUrl: 'https://other.awsapps.com/start' }));
  expect(await signOut(ctx, CORP)).toEqual([{ start: CORP, outcome: 'none' }]);
  expect(asked).toEqual([]);
  expect(existsSync(tokenFile(ctx, CORP))).toBe(true);
});

it('the config file as sign-ins', async () => {
  const { ctx } = await signedIn({});
  expect(await loadStarts(ctx)).toEqual([
    { start: CORP, profile: null },
    {
      start: {
        session: 'bare',
        startUrl: 'https://bare.awsapps.com/start',
        region: 'us-east-1',
        scopes: ['sso:account:access'],
      },
      profile: null,
    },
    { start: LEGACY, profile: 'old' },
  ]);
  expect(await loadSession(ctx, 'corp')).toEqual(CORP);
  expect(await loadSession(ctx, 'nobody')).toBeNull();
  await expect(loadSession(ctx, 'half')).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('[sso-session half]'),
  });
});
