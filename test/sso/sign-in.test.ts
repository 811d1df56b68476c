import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registrationFile } from '../../src/sso/files.ts';
import { signIn as signInSlowly } from '../../src/sso/sign-in.ts';
import type { SignInOptions, SignInPrompt } from '../../src/sso/types.ts';
import {
  CORP,
  identityCenter,
  LEGACY,
  NOW,
  putFile,
  REGISTERED,
  type Replies,
  tokenOnDisk,
  user,
} from './world.ts';

/** Nobody waits: the pauses are noted. */
function signIn(
  ctx: Parameters<typeof signInSlowly>[0],
  start: Parameters<typeof signInSlowly>[1],
  options: SignInOptions,
  pauses: number[] = [],
) {
  const pause = async (seconds: number) => void pauses.push(seconds);
  return signInSlowly(ctx, start, { pause, ...options });
}

const TOKEN = { accessToken: 'access-1', expiresIn: 28_800, refreshToken: 'refresh-1' };
const DEVICE = {
  deviceCode: 'DEVICE/CODE',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://corp.awsapps.com/start/#/device',
  verificationUriComplete: 'https://corp.awsapps.com/start/#/device?user_code=ABCD-EFGH',
  expiresIn: 600,
  interval: 1,
};

function center(replies: Replies = {}) {
  return identityCenter({
    '/client/register': () => REGISTERED,
    '/device_authorization': () => DEVICE,
    '/token': () => TOKEN,
    ...replies,
  });
}

const pending = { refusal: 'AuthorizationPendingException' };

describe('by device code', () => {
  it('registers, tells the address with the code, and keeps the token', async () => {
    const { url, asked } = await center({
      '/token': (_, count) => (count === 1 ? pending : TOKEN),
    });
    const ctx = user(url);
    const prompts: SignInPrompt[] = [];
    const token = await signIn(ctx, CORP, {
      flow: 'device',
      browser: false,
      tell: (one) => prompts.push(one),
    });
    expect(prompts).toEqual([
      {
        flow: 'device',
        url: DEVICE.verificationUriComplete,
        userCode: 'ABCD-EFGH',
        expiresAt: NOW + 600_000,
        opened: false,
      },
    ]);
    expect(token).toMatchObject({ accessToken: 'access-1', expiresAt: NOW + 28_800_000 });
    expect(asked.map(({ path }) => path)).toEqual([
      '/client/register',
      '/device_authorization',
      '/token',
      '/token',
    ]);
    expect(asked[0]?.body).toEqual({
      clientName: 'sentinel-corp',
      clientType: 'public',
      scopes: CORP.scopes,
    });
    expect(asked[1]?.body).toMatchObject({ startUrl: CORP.startUrl });
    expect(asked[2]?.body).toMatchObject({
      grantType: 'urn:ietf:params:oauth:grant-type:device_code',
      deviceCode: 'DEVICE/CODE',
    });
    expect(tokenOnDisk(ctx)).toEqual({
      startUrl: CORP.startUrl,
      region: CORP.region,
      accessToken: 'access-1',
      expiresAt: '2026-11-20T20:00:00Z',
      clientId: 'client-1',
      clientSecret: 'CLIENT+SECRET/1',
      registrationExpiresAt: '2027-02-18T12:00:00Z',
      refreshToken: 'refresh-1',
    });
    expect(JSON.parse(readFileSync(registrationFile(ctx, CORP), 'utf8'))).toEqual({
      clientId: 'client-1',
      clientSecret: 'CLIENT+SECRET/1',
      expiresAt: '2027-02-18T12:00:00Z',
      scopes: CORP.scopes,
    });
  });

  it('asks for no scopes in the legacy form', async () => {
    const { url, asked } = await center({
      '/token': () => ({ ...TOKEN, refreshToken: undefined }),
    });
    const ctx = user(url);
    await signIn(ctx, LEGACY, { tell() {} });
    expect(asked[0]?.body).toEqual({ clientName: 'sentinel-legacy', clientType: 'public' });
    expect(tokenOnDisk(ctx, LEGACY)['refreshToken']).toBeUndefined();
  });

  it.each([
    ['of the AWS CLI', {}, 0],
    ['that is for PKCE', { grantTypes: ['authorization_code', 'refresh_token'] }, 1],
    ['near its end', { expiresAt: '2026-11-20T12:10:00Z' }, 1],
    ['that is torn', { clientSecret: undefined }, 1],
  ])('a kept registration %s', async (_, change, registered) => {
    const { url, to } = await center();
    const ctx = user(url);
    putFile(registrationFile(ctx, CORP), {
      clientId: 'client-cli',
      clientSecret: 'x',
      expiresAt: '2027-01-01T00:00:00Z',
      ...change,
    });
    await signIn(ctx, CORP, { flow: 'device', browser: false, tell() {} });
    expect(to('/client/register')).toHaveLength(registered);
    expect(to('/token')[0]?.body['clientId']).toBe(registered ? 'client-1' : 'client-cli');
  });

  it('a registration that AWS has forgotten is made anew, once', async () => {
    const { url, to } = await center({
      '/device_authorization': (_, count) =>
        count === 1 ? { refusal: 'InvalidClientException', status: 401 } : DEVICE,
    });
    const ctx = user(url);
    putFile(registrationFile(ctx, CORP), {
      clientId: 'old',
      clientSecret: 'x',
      expiresAt: '2027-01-01T00:00:00Z',
    });
    await signIn(ctx, CORP, { flow: 'device', browser: false, tell() {} });
    expect(to('/client/register')).toHaveLength(1);
    const never = await center({
      '/device_authorization': () => ({ refusal: 'InvalidClientException', status: 401 }),
    });
    await expect(
      signIn(user(never.url), CORP, { flow: 'device', browser: false, tell() {} }),
    ).rejects.toMatchObject({ kind: 'failed' });
    expect(never.to('/client/register')).toHaveLength(2);
  });

  it('slows down when told to, and bears with a gap in the network', async () => {
    const { url, to } = await center({
      '/token': (_, count) => {
        if (count === 1) return { refusal: 'SlowDownException' };
        return count <= 3 ? null : TOKEN; // Two tries of one call are cut off.
      },
    });
    const pauses: number[] = [];
    await signIn(user(url), CORP, { flow: 'device', browser: false, tell() {} }, pauses);
    expect(pauses).toEqual([1, 6, 6]);
    expect(to('/token')).toHaveLength(4);
  });

  it.each([
    ['AccessDeniedException', 'not_signed_in', 'The sign-in to corp was refused in the browser.'],
    ['ExpiredTokenException', 'not_signed_in', 'The sign-in to corp was not approved in time.'],
    [
      'InvalidGrantException',
      'failed',
      /AWS refuses the sign-in to https:\/\/corp\.awsapps\.com\/start in eu-west-1: sso-oidc:CreateToken \(InvalidGrantException\)/,
    ],
  ])('%s: %s', async (refusal, kind, message) => {
    const { url } = await center({
      '/token': () => ({ refusal, text: 'because of DEVICE/CODE and CLIENT+SECRET/1' }),
    });
    const ctx = user(url);
    const failed = signIn(ctx, CORP, { flow: 'device', browser: false, tell() {} });
    await expect(failed).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    await failed.catch((error: Error) => expect(error.message).not.toMatch(/DEVICE|SECRET/));
    expect(() => tokenOnDisk(ctx)).toThrow(/ENOENT/);
  });

  it('a code that nobody approves ends', async () => {
    let now = NOW;
    const { url } = await center({
      '/token': () => {
        now += 600_000;
        return pending;
      },
    });
    const ctx = user(url, { clock: { now: () => now } });
    await expect(
      signIn(ctx, CORP, { flow: 'device', browser: false, tell() {} }),
    ).rejects.toMatchObject({
      kind: 'not_signed_in',
      message: 'The sign-in to corp was not approved in time.',
    });
  });

  it.each([
    'file:///etc/passwd',
    'http://evil.example/',
    'https://aws.amazon.com@evil.example/',
    '-x',
    'javascript:alert(1)',
  ])('an address %s is neither shown nor opened', async (address) => {
    const { url } = await center({
      '/device_authorization': () => ({ ...DEVICE, verificationUriComplete: address }),
    });
    const told: unknown[] = [];
    await expect(
      signIn(user(url), CORP, { flow: 'device', tell: (one) => told.push(one) }),
    ).rejects.toMatchObject({ kind: 'failed' });
    expect(told).toEqual([]);
  });

  it.each([
    ['/token', { ...TOKEN, expiresIn: 1e15 }],
    ['/token', { ...TOKEN, expiresIn: '28800' }],
    ['/token', { ...TOKEN, expiresIn: -5 }],
    ['/token', { ...TOKEN, accessToken: 7 }],
    ['/device_authorization', { ...DEVICE, expiresIn: 1e300 }],
    ['/device_authorization', { ...DEVICE, interval: 1e9 }],
    ['/device_authorization', { ...DEVICE, interval: 'soon' }],
    ['/device_authorization', { ...DEVICE, userCode: { a: 1 } }],
    ['/client/register', { ...REGISTERED, clientSecretExpiresAt: 1e300 }],
    ['/client/register', { ...REGISTERED, clientId: ['x'] }],
  ])('%s with %j is no answer, and nothing of it is kept', async (path, answer) => {
    let now = NOW;
    const { url } = await center({ [path]: () => answer });
    const ctx = user(url, { clock: { now: () => now } });
    const over = signInSlowly(ctx, CORP, {
      flow: 'device',
      browser: false,
      tell() {},
      pause: async () => {
        now += 700_000;
      },
    });
    await expect(over).rejects.toMatchObject({ name: 'SentinelError' });
    expect(() => tokenOnDisk(ctx)).toThrow(/ENOENT/);
    const kept = path === '/client/register' ? [] : [registrationFile(ctx, CORP)];
    expect([registrationFile(ctx, CORP)].filter((one) => existsSync(one))).toEqual(kept);
  });

  it('waits no longer than the code lasts', async () => {
    let now = NOW;
    const { url } = await center({
      '/device_authorization': () => ({ ...DEVICE, expiresIn: 60, interval: 400 }),
      '/token': () => pending,
    });
    const pauses: number[] = [];
    const over = signInSlowly(user(url, { clock: { now: () => now } }), CORP, {
      flow: 'device',
      browser: false,
      tell() {},
      pause: async (seconds) => {
        pauses.push(seconds);
        now += seconds * 1000;
      },
    });
    await expect(over).rejects.toThrow('The sign-in to corp was not approved in time.');
    expect(pauses).toEqual([60]);
  });

  it('is called off by its signal while it waits', async () => {
    const { url } = await center({
      '/token': () => pending,
      '/device_authorization': () => ({ ...DEVICE, interval: 500 }),
    });
    const controller = new AbortController();
    const reason = new Error('stopped');
    const over = signInSlowly(user(url), CORP, {
      flow: 'device',
      browser: false,
      signal: controller.signal,
      tell: () => controller.abort(reason),
    });
    await expect(over).rejects.toBe(reason);
  });
});

describe('by browser (PKCE)', () => {
  /** A desktop whose browser is `visit`. */
  const desktop = (url: string, visit: (address: URL) => Promise<unknown>) => {
    const opened: string[][] = [];
    const env = {
      DISPLAY: ':0',
      PATH: '/usr/bin:/bin',
      BROWSER: '/bin/true',
      AWS_SECRET_ACCESS_KEY: 'canary',
    };
    const ctx = user(url, {
      platform: 'linux',
      env,
      spawn: (command, args, options) => {
        opened.push([command, ...args]);
        expect(JSON.stringify(options.env)).not.toContain('canary');
        const visited = visit(new URL(String(args[0])));
        onTestFinished(async () => void (await visited));
        return user().spawn('/bin/true', [], options);
      },
    });
    return { ctx, opened };
  };
  const back = (address: URL, query: Record<string, string>) => {
    const to = new URL(address.searchParams.get('redirect_uri') ?? '');
    to.search = new URLSearchParams(query).toString();
    return fetch(to);
  };
  /** The status for a request of exactly this target, which `fetch` would tidy up. */
  const statusOf = (callback: URL, target: string) =>
    new Promise<number>((done, failed) => {
      const { hostname: host, port } = callback;
      const request = http.request({ host, port, path: target }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      });
      request.on('error', failed).end();
    });
  const stateOf = (address: URL) => address.searchParams.get('state') ?? '';

  it('opens the page, takes the code back, and proves that it asked for it', async () => {
    const { url, to, asked } = await center();
    let page: Response | undefined;
    let address: URL | undefined;
    const { ctx, opened } = desktop(url, async (where) => {
      address = where;
      page = await back(where, { code: 'the-code', state: stateOf(where) });
    });
    const prompts: SignInPrompt[] = [];
    await signIn(ctx, CORP, { tell: (one) => prompts.push(one) });
    expect(asked.map(({ path }) => path)).toEqual(['/client/register', '/token']);
    expect(to('/client/register')[0]?.body).toEqual({
      clientName: 'sentinel-corp',
      clientType: 'public',
      scopes: CORP.scopes,
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: CORP.startUrl,
    });
    expect(
      address?.href.startsWith(`${url}/authorize?response_type=code&client_id=client-1&`),
    ).toBe(true);
    const query = Object.fromEntries(address?.searchParams ?? []);
    expect(query).toMatchObject({
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/),
      code_challenge_method: 'S256',
      scopes: 'sso:account:access',
    });
    const sent = to('/token')[0]?.body ?? {};
    expect(sent).toMatchObject({
      grantType: 'authorization_code',
      code: 'the-code',
      redirectUri: query['redirect_uri'],
    });
    const verifier = String(sent['codeVerifier']);
    expect(verifier).toMatch(/^[\w-]{64}$/);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(query['code_challenge']);
    expect(opened).toEqual([['/bin/true', address?.href]]);
    expect(address?.href).not.toContain(verifier);
    expect(page?.status).toBe(200);
    expect(await page?.text()).toContain('You may close this page');
    expect(prompts).toMatchObject([
      { flow: 'pkce', url: address?.href, userCode: null, opened: true },
    ]);
    expect(tokenOnDisk(ctx)).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(JSON.parse(readFileSync(registrationFile(ctx, CORP), 'utf8'))).toMatchObject({
      grantTypes: ['authorization_code', 'refresh_token'],
    });
  });

  it('waits on through what is not its answer', async () => {
    const { url, to } = await center();
    const statuses: number[] = [];
    const { ctx } = desktop(url, async (address) => {
      const callback = new URL(address.searchParams.get('redirect_uri') ?? '');
      const get = async (where: URL, init?: RequestInit) =>
        statuses.push((await fetch(where, init)).status);
      await get(new URL('/', callback));
      await get(new URL('/oauth/callback/x?code=a', callback));
      await get(callback);
      await get(new URL('?code=evil&state=wrong', callback));
      await get(new URL('?error=access_denied&state=wrong', callback));
      await get(new URL('?error=access_denied', callback));
      await get(new URL('?error=access_denied&state=', callback));
      await get(new URL(`?code=evil&state=${stateOf(address)}`, callback), { method: 'POST' });
      await get(
        new URL(
          `http://localhost:${callback.port}/oauth/callback?code=evil&state=${stateOf(address)}`,
        ),
      );
      for (const target of ['//', '///[', '*', 'http://[', `http://x/oauth/callback?code=evil`]) {
        statuses.push(await statusOf(callback, target));
      }
      await back(address, { code: 'good', state: stateOf(address) });
    });
    await signIn(ctx, CORP, { tell() {} });
    // No listener on ::1, so that `localhost` may also not answer at all; where it does, it is refused.
    const odd = [404, 404, 404, 404, 404];
    expect(statuses).toEqual([404, 404, 400, 400, 400, 400, 400, 405, 421, ...odd]);
    expect(to('/token').map(({ body }) => body['code'])).toEqual(['good']);
  });

  it('a refusal in the browser ends it', async () => {
    const { url, to } = await center();
    const { ctx } = desktop(url, (address) =>
      back(address, { error: 'access_denied', state: stateOf(address) }),
    );
    await expect(signIn(ctx, CORP, { tell() {} })).rejects.toMatchObject({
      kind: 'not_signed_in',
      message: expect.stringContaining('refused in the browser'),
    });
    expect(to('/token')).toEqual([]);
  });

  it('falls back to the device code where the opener fails', async () => {
    const { url } = await center();
    const prompts: SignInPrompt[] = [];
    const ctx = user(url, { platform: 'linux', env: { DISPLAY: ':0', BROWSER: '/bin/false' } });
    await signIn(ctx, CORP, { tell: (one) => prompts.push(one) });
    expect(prompts).toMatchObject([{ flow: 'device', opened: false }]);
  });

  it.each([
    ['over SSH', { DISPLAY: ':0', BROWSER: '/bin/true', SSH_CONNECTION: 'x' }, CORP, undefined],
    ['with browser: false', { DISPLAY: ':0', BROWSER: '/bin/true' }, CORP, false],
    ['in the legacy form', { SSH_TTY: 'x' }, LEGACY, undefined],
  ])('auto takes the device code %s and opens nothing', async (_, env, start, browser) => {
    const { url } = await center();
    const prompts: SignInPrompt[] = [];
    const ctx = user(url, {
      platform: 'linux',
      env,
      spawn: () => {
        throw new Error('a browser was opened');
      },
    });
    await signIn(ctx, start, {
      ...(browser !== undefined && { browser }),
      tell: (one) => prompts.push(one),
    });
    expect(prompts).toMatchObject([{ flow: 'device', opened: false }]);
  });

  it('is called off by its signal, and the port is free again', async () => {
    const { url } = await center();
    const controller = new AbortController();
    let port = '';
    const over = signIn(user(url), CORP, {
      flow: 'pkce',
      browser: false,
      signal: controller.signal,
      tell: (prompt) => {
        port = new URL(new URL(prompt.url).searchParams.get('redirect_uri') ?? '').port;
        setTimeout(() => controller.abort(new Error('stopped')), 5);
      },
    });
    await expect(over).rejects.toThrow('stopped');
    await expect(fetch(`http://127.0.0.1:${port}/oauth/callback`)).rejects.toThrow();
  });
});
