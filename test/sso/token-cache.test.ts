import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { registrationFile, tokenFile } from '../../src/sso/files.ts';
import { signInState } from '../../src/sso/state.ts';
import { dropToken, findToken, readToken, writeToken } from '../../src/sso/token-cache.ts';
import { source, startScript } from '../helpers/script.ts';
import { CORP, cliToken, LEGACY, NOW, putFile, putToken, tokenOnDisk, user } from './world.ts';

describe('file names', () => {
  const ctx = user.bind(null);
  it('of tokens are the SHA-1 of the session, else of the start URL', () => {
    // printf %s corp | sha1sum; printf %s https://corp.awsapps.com/start | sha1sum
    expect(basename(tokenFile(ctx(), CORP))).toBe('ee0bfd2552fbd840c02cc48b6e823320543c450f.json');
    expect(basename(tokenFile(ctx(), LEGACY))).toBe(
      'a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json',
    );
  });

  it("of registrations are those of the AWS CLI: Python's JSON, hashed", () => {
    expect(basename(registrationFile(ctx(), CORP))).toBe(
      '787ef34d0a944c01385765faa28b5e67d1c08f33.json',
    );
    expect(basename(registrationFile(ctx(), LEGACY))).toBe(
      '3a62fc7fd3ab838419eccab5b58d0124a95b510d.json',
    );
    const odd = { ...CORP, session: 'bü"ro\\ 😀', scopes: ['a', 'b'] };
    expect(basename(registrationFile(ctx(), odd))).toBe(
      '69746602f48e879ede76390dcc5dfc4be8a213c6.json',
    );
  });
});

describe('reading', () => {
  it("takes the AWS CLI's file", () => {
    const ctx = user();
    putToken(ctx, cliToken());
    expect(readToken(ctx, CORP)).toEqual({
      accessToken: 'access-1',
      expiresAt: Date.parse('2026-11-20T20:00:00Z'),
      clientId: 'client-1',
      clientSecret: 'CLIENT+SECRET/1',
      registrationExpiresAt: Date.parse('2027-02-01T00:00:00Z'),
      refreshToken: 'refresh-1',
    });
  });

  test.each([
    ['2026-11-20T20:00:00UTC', '2026-11-20T20:00:00Z'],
    ['2026-11-20T22:00:00+02:00', '2026-11-20T20:00:00Z'],
    ['2026-11-20T20:00:00.123456Z', '2026-11-20T20:00:00.123Z'],
  ])('understands the time %s of other versions', (text, same) => {
    const ctx = user();
    putToken(ctx, cliToken({ expiresAt: text }));
    expect(readToken(ctx, CORP)?.expiresAt).toBe(Date.parse(same));
  });

  test.each([
    ['no file', null, 'never'],
    ['no JSON', '{"accessToken": "a', 'unreadable'],
    ['a list', [], 'unreadable'],
    ['no access token', cliToken({ accessToken: undefined }), 'unreadable'],
    ['an end without a zone', cliToken({ expiresAt: '2026-11-20T20:00:00' }), 'unreadable'],
    ['an end that is no time', cliToken({ expiresAt: 17 }), 'unreadable'],
    ["another portal's token", cliToken({ startUrl: 'https://other.awsapps.com/start' }), 'never'],
  ])('%s is no token', (_, content, why) => {
    const ctx = user();
    if (content !== null) putToken(ctx, content);
    expect(findToken(ctx, CORP)).toEqual({ token: null, why });
    expect(signInState(ctx, CORP)).toEqual({ signedIn: false, why });
  });

  it('does not mind how the start URL is written', () => {
    const ctx = user();
    putToken(ctx, cliToken({ startUrl: 'https://corp.awsapps.com/start/#/' }));
    expect(readToken(ctx, CORP)).not.toBeNull();
  });
});

describe('writing', () => {
  const token = {
    accessToken: 'access-2',
    expiresAt: NOW + 3_600_123,
    clientId: 'c',
    clientSecret: 's',
    registrationExpiresAt: NOW + 86_400_000,
  };

  it('uses the AWS CLI’s members and times, keeps strange members, drops what is gone', async () => {
    const ctx = user();
    putToken(ctx, cliToken({ receivedAt: 'x', nested: { a: 1 } }));
    await writeToken(ctx, CORP, token);
    expect(tokenOnDisk(ctx)).toEqual({
      startUrl: CORP.startUrl,
      region: CORP.region,
      accessToken: 'access-2',
      expiresAt: '2026-11-20T13:00:00Z',
      clientId: 'c',
      clientSecret: 's',
      registrationExpiresAt: '2026-11-21T12:00:00Z',
      receivedAt: 'x',
      nested: { a: 1 },
    });
    expect(statSync(tokenFile(ctx, CORP)).mode & 0o777).toBe(0o600);
  });

  it('makes the folder private, and leaves one that is there as it is', async () => {
    const ctx = user();
    await writeToken(ctx, CORP, token);
    expect(statSync(ctx.paths.ssoCache).mode & 0o777).toBe(0o700);
    const other = user();
    putFile(join(other.paths.ssoCache, 'x.json'), '{}');
    const before = statSync(other.paths.ssoCache).mode;
    await writeToken(other, CORP, token);
    expect(statSync(other.paths.ssoCache).mode).toBe(before);
  });

  it('sweeps up what a killed write left of this file, and of no other', async () => {
    const ctx = user();
    const file = tokenFile(ctx, CORP);
    putFile(`${file}.0123456789ab.tmp`, 'torn');
    const others = ['x.json.0123456789ab.tmp', `${basename(file)}.bak`, 'tmpabc.tmp'];
    for (const name of others) putFile(join(ctx.paths.ssoCache, name), 'theirs');
    await writeToken(ctx, CORP, token);
    expect(readdirSync(ctx.paths.ssoCache).sort()).toEqual([basename(file), ...others].sort());
  });

  it('removes the token alone', async () => {
    const ctx = user();
    await writeToken(ctx, CORP, token);
    putFile(registrationFile(ctx, CORP), '{}');
    dropToken(ctx, CORP);
    dropToken(ctx, CORP);
    expect(readdirSync(ctx.paths.ssoCache)).toEqual([basename(registrationFile(ctx, CORP))]);
  });
});

describe('the state in lists', () => {
  test.each([
    ['a token that holds', {}, true, { signedIn: true, refreshable: true }],
    [
      'one that ended, to be refreshed',
      { expiresAt: '2026-11-20T11:00:00Z' },
      true,
      { signedIn: true, refreshable: true },
    ],
    [
      'one that ended, without a refresh token',
      { expiresAt: '2026-11-20T11:00:00Z', refreshToken: undefined },
      true,
      { signedIn: false, why: 'ended' },
    ],
    [
      'one that ended, with its registration',
      { expiresAt: '2026-11-20T11:00:00Z', registrationExpiresAt: '2026-11-20T11:59:00Z' },
      true,
      { signedIn: false, why: 'ended' },
    ],
    [
      'a legacy one that ended',
      { expiresAt: '2026-11-20T11:00:00Z' },
      false,
      { signedIn: false, why: 'ended' },
    ],
    ['a legacy one that holds', {}, false, { signedIn: true, refreshable: false }],
  ])('%s', (_, change, session, state) => {
    const ctx = user();
    const start = session ? CORP : LEGACY;
    putToken(ctx, cliToken(change), start);
    expect(signInState(ctx, start)).toMatchObject(state);
  });
});

test('whoever is killed while writing a token leaves the old one or the new one', {
  timeout: 120_000,
}, async () => {
  const ctx = user();
  const script = `
    import { writeToken } from ${JSON.stringify(source('sso/token-cache.ts'))};
    const [, ssoCache] = process.argv;
    const start = ${JSON.stringify(CORP)};
    for (let i = 0; ; i++) {
      await writeToken({ paths: { ssoCache } }, start, {
        accessToken: String(i % 10).repeat(50_000), expiresAt: ${NOW} + (i % 10) * 1000,
      });
      if (i === 0) console.log('ready');
    }`;
  for (let round = 0; round < 50; round++) {
    const writer = startScript(script, [ctx.paths.ssoCache]);
    await writer.said('ready');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    writer.child.kill('SIGKILL');
    await writer.ended;
    const token = readToken(ctx, CORP);
    const digit = token?.accessToken[0] ?? '';
    expect(token).toEqual({
      accessToken: digit.repeat(50_000),
      expiresAt: NOW + Number(digit) * 1000,
    });
  }
  writeFileSync(join(ctx.paths.ssoCache, 'keep.json'), '{}');
  await writeToken(ctx, CORP, { accessToken: 'last', expiresAt: NOW });
  expect(readdirSync(ctx.paths.ssoCache).sort()).toEqual(
    [basename(tokenFile(ctx, CORP)), 'keep.json'].sort(),
  );
  expect(readFileSync(tokenFile(ctx, CORP), 'utf8')).toContain('"last"');
});
