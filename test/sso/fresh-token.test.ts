import { rmSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { tokenFile } from '../../src/sso/files.ts';
import { freshToken } from '../../src/sso/fresh-token.ts';
import { runScript, source } from '../helpers/script.ts';
import {
  CORP,
  cliToken,
  identityCenter,
  LEGACY,
  NOW,
  putToken,
  type Reply,
  tokenOnDisk,
  user,
} from './world.ts';

const ENDING = { expiresAt: '2026-11-20T12:14:00Z' };
const ENDED = { expiresAt: '2026-11-20T11:00:00Z' };
const RENEWED = { accessToken: 'access-2', expiresIn: 28_800, refreshToken: 'refresh-2' };

/** OIDC whose refresh tokens work once, as AWS's do. */
async function oidc(reply: (count: number) => Reply = () => RENEWED) {
  const spent = new Set<unknown>();
  return identityCenter({
    '/token': ({ body }, count) => {
      if (spent.has(body['refreshToken'])) return { refusal: 'InvalidGrantException' };
      spent.add(body['refreshToken']);
      return reply(count);
    },
  });
}

describe('a token that holds', () => {
  it.each([
    ['for long', {}, CORP],
    ['for 15 minutes', { expiresAt: '2026-11-20T12:15:00Z' }, CORP],
    ['a little, and cannot be refreshed', { ...ENDING, refreshToken: undefined }, CORP],
    [
      'a little, its registration over',
      { ...ENDING, registrationExpiresAt: '2026-11-20T12:00:00Z' },
      CORP,
    ],
    ['a little, in the legacy form', ENDING, LEGACY],
  ])('%s is given without a call', async (_, change, start) => {
    const ctx = user();
    putToken(ctx, cliToken(change), start);
    expect((await freshToken(ctx, start)).accessToken).toBe('access-1');
  });
});

describe('a token near or past its end', () => {
  it.each([
    ['near', ENDING],
    ['past', ENDED],
  ])('(%s) is refreshed and kept for all', async (_, change) => {
    const center = await oidc();
    const ctx = user(center.url);
    putToken(ctx, cliToken({ ...change, extra: 'kept' }));
    const token = await freshToken(ctx, CORP);
    expect(token).toMatchObject({ accessToken: 'access-2', expiresAt: NOW + 28_800_000 });
    expect(center.asked.map(({ body }) => body)).toEqual([
      {
        clientId: 'client-1',
        clientSecret: 'CLIENT+SECRET/1',
        grantType: 'refresh_token',
        refreshToken: 'refresh-1',
      },
    ]);
    expect(tokenOnDisk(ctx)).toEqual({
      ...cliToken({ extra: 'kept' }),
      accessToken: 'access-2',
      expiresAt: '2026-11-20T20:00:00Z',
      refreshToken: 'refresh-2',
    });
  });

  it('that still holds serves where AWS does not answer, and may be tried again', async () => {
    const center = await oidc(() => ({ refusal: 'InternalServerException', status: 500 }));
    const ctx = user(center.url);
    putToken(ctx, cliToken(ENDING));
    expect((await freshToken(ctx, CORP)).accessToken).toBe('access-1');
    // Whether it was used up nobody can know: it is sent once, and kept.
    expect(center.asked).toHaveLength(1);
    expect(tokenOnDisk(ctx)).toEqual(cliToken(ENDING));
  });

  it('that AWS refuses to refresh serves to its end and is not tried again', async () => {
    const center = await oidc(() => ({ refusal: 'InvalidGrantException' }));
    const ctx = user(center.url);
    putToken(ctx, cliToken(ENDING));
    for (let i = 0; i < 3; i++) {
      expect((await freshToken(ctx, CORP)).accessToken).toBe('access-1');
    }
    expect(center.asked).toHaveLength(1);
    expect(tokenOnDisk(ctx)['refreshToken']).toBeUndefined();
  });

  it('that an endpoint override refuses to refresh keeps its refresh token', async () => {
    const center = await oidc(() => ({ refusal: 'InvalidGrantException' }));
    const aws = createAwsFactory({ env: {} }).withEndpoints({ 'sso-oidc': center.url });
    const ctx = user(undefined, { aws });
    putToken(ctx, cliToken(ENDING));
    expect((await freshToken(ctx, CORP)).accessToken).toBe('access-1');
    expect(center.asked).toHaveLength(1);
    expect(tokenOnDisk(ctx)['refreshToken']).toBe('refresh-1');
  });

  it('is taken from the AWS CLI where that was quicker', async () => {
    const ctx = user();
    const center = await oidc(() => {
      putToken(ctx, cliToken({ accessToken: 'access-cli', refreshToken: 'refresh-cli' }));
      return { refusal: 'InvalidGrantException' };
    });
    const own = user(center.url, { paths: ctx.paths });
    putToken(ctx, cliToken(ENDED));
    expect((await freshToken(own, CORP)).accessToken).toBe('access-cli');
    expect(tokenOnDisk(ctx)['refreshToken']).toBe('refresh-cli');
  });
});

describe('no token', () => {
  it.each([
    ['never signed in', null, 'You are not signed in to corp.'],
    ['ended', cliToken({ ...ENDED, refreshToken: undefined }), 'Your sign-in to corp has ended.'],
    ['torn', '{"acc', 'The token of your sign-in to corp cannot be read.'],
  ])('%s: says how to sign in', async (_, content, message) => {
    const ctx = user();
    if (content) putToken(ctx, content);
    await expect(freshToken(ctx, CORP)).rejects.toMatchObject({
      kind: 'not_signed_in',
      exitCode: 6,
      message,
      next: ['Run: sentinel login --sso-session corp'],
      need: { kind: 'sso', start: CORP },
    });
  });

  it('in the legacy form: names the profile, as a shell takes it', async () => {
    await expect(freshToken(user(), LEGACY, { profile: 'my dev' })).rejects.toMatchObject({
      message: 'You are not signed in to https://corp.awsapps.com/start.',
      next: ["Run: sentinel login --profile 'my dev'"],
    });
  });

  it('in the sandbox: the command meets the sandbox', async () => {
    const ctx = user(undefined, { sandbox: { as: 'bob', url: 'http://127.0.0.1:9' } });
    await expect(freshToken(ctx, CORP)).rejects.toMatchObject({
      next: ['Run: sentinel --sandbox --as bob login --sso-session corp'],
    });
  });

  it('where the refresh was refused: signed out; where nobody answered: unavailable', async () => {
    const refusing = await oidc(() => ({ refusal: 'InvalidGrantException' }));
    const ctx = user(refusing.url);
    putToken(ctx, cliToken(ENDED));
    await expect(freshToken(ctx, CORP)).rejects.toMatchObject({ need: { kind: 'sso' } });
    const cut = await oidc(() => null);
    const other = user(cut.url);
    putToken(other, cliToken(ENDED));
    await expect(freshToken(other, CORP)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('AWS sso-oidc in eu-west-1 does not answer'),
    });
    expect(tokenOnDisk(other)['refreshToken']).toBe('refresh-1');
  });
});

it('an abort ends the waiting for another, not a refresh that has begun', async () => {
  const { promise: asked, resolve: seen } = Promise.withResolvers<void>();
  const controller = new AbortController();
  const center = await oidc(() => {
    controller.abort(new Error('stopped'));
    seen();
    return RENEWED;
  });
  const ctx = user(center.url);
  putToken(ctx, cliToken(ENDED));
  const { signal } = controller;
  const token = freshToken(ctx, CORP, { signal });
  await asked;
  expect((await token).accessToken).toBe('access-2');
  rmSync(tokenFile(ctx, CORP));
  putToken(ctx, cliToken(ENDED));
  await expect(freshToken(ctx, CORP, { signal })).rejects.toThrow('stopped');
});

const REFRESHER = `
  import { freshToken } from ${JSON.stringify(source('sso/fresh-token.ts'))};
  import { createAwsFactory } from ${JSON.stringify(source('aws/factory.ts'))};
  const [, ssoCache, state, endpointUrl] = process.argv;
  const ctx = {
    paths: { ssoCache, state }, clock: { now: () => ${NOW} },
    aws: createAwsFactory({ env: {}, endpointUrl }),
  };
  console.log((await freshToken(ctx, ${JSON.stringify(CORP)})).accessToken);
  process.exit(0);`;

test('twenty processes at once: one refresh, the new token for all', {
  timeout: 60_000,
}, async () => {
  const center = await oidc();
  const ctx = user(center.url);
  putToken(ctx, cliToken(ENDED));
  const { ssoCache, state } = ctx.paths;
  const ends = await Promise.all(
    Array.from({ length: 20 }, () => runScript(REFRESHER, [ssoCache, state, center.url])),
  );
  expect(ends.map(({ stderr }) => stderr).join('')).toBe('');
  expect(new Set(ends.map(({ stdout }) => stdout))).toEqual(new Set(['access-2\n']));
  expect(center.asked).toHaveLength(1);
});
