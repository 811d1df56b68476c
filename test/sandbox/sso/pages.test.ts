import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { CreateTokenCommand, RegisterClientCommand } from '@aws-sdk/client-sso-oidc';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { openSandbox, refusal } from '../open.ts';
import { answerPage, portal } from './portal-hands.ts';

async function open() {
  const world = await openSandbox();
  return { ...world, ...portal(world.sandbox) };
}

describe('the page of a device code', () => {
  async function waiting(person = 'alice') {
    const world = await open();
    const client = await world.register();
    const device = await world.device(client, person);
    const { deviceCode } = device;
    return {
      ...world,
      url: device.verificationUriComplete ?? '',
      userCode: device.userCode ?? '',
      given: () => world.token(client, { deviceCode }),
    };
  }

  test('shows the code, who asks, and offers first whose files the sign-in came from', async () => {
    const { url, userCode } = await waiting('bob');
    const answer = await fetch(url);
    const text = await answer.text();
    expect(text).toContain(`<p class="code">${userCode}</p>`);
    expect(text).toContain('<b>test</b> asks');
    expect(text).toContain('SANDBOX');
    expect(text).toMatch(/value="bob" checked> Bob <small>bob@company\.example</);
    expect(text).not.toContain('<script');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('signs in whom one picks there', async () => {
    const { url, given, roleKeys, sts } = await waiting('alice');
    expect((await answerPage(url, 'approve', { person: 'bob' })).status).toBe(200);
    const keys = await roleKeys((await given()).accessToken ?? '');
    expect((await sts(keys).send(new GetCallerIdentityCommand({}))).Arn).toMatch(
      /\/bob@company\.example$/,
    );
    expect((await fetch(url)).status).toBe(404);
  });

  test('denies', async () => {
    const { url, given } = await waiting();
    await answerPage(url, 'deny');
    expect((await refusal(given())).code).toBe('AccessDeniedException');
  });

  test.each([
    ['another form token', { fields: { form_token: 'guessed' } }, 403],
    ['an answer from another site', { headers: { origin: 'https://evil.example' } }, 403],
    ['an answer from a sandboxed frame', { headers: { origin: 'null' } }, 403],
    ['somebody the portal does not know', { person: 'mallory' }, 400],
    ['a code that nobody has', { fields: { user_code: 'BBBB-BBBB' } }, 404],
  ])('takes no %s', async (_, change, status) => {
    const { url, given } = await waiting();
    expect((await answerPage(url, 'approve', change)).status).toBe(status);
    expect((await refusal(given())).code).toBe('AuthorizationPendingException');
  });

  test('asks for the code where it is missing, and says that it does not know one', async () => {
    const { sandbox } = await waiting();
    const bare = await (await fetch(`${sandbox.url}/start/device`)).text();
    expect(bare).toContain('name="user_code"');
    expect(await (await fetch(`${sandbox.url}/start?as=alice`)).text()).toContain(
      'name="user_code"',
    );
    const wrong = await fetch(`${sandbox.url}/start/device?user_code=<b>x</b>`);
    const text = await wrong.text();
    expect([wrong.status, text.includes('Nothing waits for this code')]).toEqual([404, true]);
    expect(text).not.toContain('<b>x');
  });

  test('a name that a client gave itself is text', async () => {
    const { sandbox, oidc, device } = await open();
    const client = await oidc.send(
      new RegisterClientCommand({ clientName: '<img src=x>"&', clientType: 'public' }),
    );
    const { verificationUriComplete = '' } = await device({
      clientId: client.clientId ?? '',
      clientSecret: client.clientSecret ?? '',
    });
    const text = await (await fetch(verificationUriComplete)).text();
    expect(text).toContain('<b>&lt;img src=x&gt;&quot;&amp;</b>');
    expect(sandbox.url).toBe(new URL(verificationUriComplete).origin);
  });

  test("answers to this machine's own names only", async () => {
    const { sandbox } = await open();
    expect(await statusFor(sandbox, 'evil.example')).toBe(421);
    const port = new URL(sandbox.url).port;
    expect(await statusFor(sandbox, `localhost:${port}`)).toBe(200);
  });

  test('takes no other requests', async () => {
    const { sandbox } = await open();
    const put = await fetch(`${sandbox.url}/start/device`, { method: 'PUT' });
    expect(put.status).toBe(405);
    expect((await fetch(`${sandbox.url}/start`, { method: 'POST' })).status).toBe(405);
  });
});

describe('the authorization code with PKCE', () => {
  const REDIRECT = 'http://127.0.0.1:45454/oauth/callback';

  async function browser(change: Readonly<Record<string, string>> = {}) {
    const world = await open();
    const client = await world.oidc.send(
      new RegisterClientCommand({
        clientName: 'sentinel',
        clientType: 'public',
        scopes: ['sso:account:access'],
        grantTypes: ['authorization_code', 'refresh_token'],
        // Without a port, as the AWS CLI registers it.
        redirectUris: ['http://127.0.0.1/oauth/callback'],
        issuerUrl: `${world.sandbox.url}/start?as=bob`,
      }),
    );
    const codeVerifier = randomBytes(48).toString('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client.clientId ?? '',
      redirect_uri: REDIRECT,
      state: 'a state',
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      scopes: 'sso:account:access',
      ...change,
    });
    const own = { clientId: client.clientId ?? '', clientSecret: client.clientSecret ?? '' };
    return {
      ...world,
      own,
      url: `${world.sandbox.url}/authorize?${query}`,
      exchange: (code: string, more: { codeVerifier?: string; redirectUri?: string } = {}) =>
        world.oidc.send(
          new CreateTokenCommand({
            ...own,
            grantType: 'authorization_code',
            code,
            redirectUri: REDIRECT,
            codeVerifier,
            ...more,
          }),
        ),
    };
  }

  const wayBack = (answer: Response) => new URL(answer.headers.get('location') ?? '');

  test('goes back to the program with a code and its state; the code gives a token, once', async () => {
    const { url, exchange, roleKeys, sts, token, own } = await browser();
    const answer = await answerPage(url, 'approve');
    expect(answer.status).toBe(303);
    const back = wayBack(answer);
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
    expect(back.searchParams.get('state')).toBe('a state');
    const code = back.searchParams.get('code') ?? '';
    const given = await exchange(code);
    const keys = await roleKeys(given.accessToken ?? '');
    expect((await sts(keys).send(new GetCallerIdentityCommand({}))).Arn).toMatch(
      /\/bob@company\.example$/,
    );
    await token(own, { refreshToken: given.refreshToken });
    expect((await refusal(exchange(code))).code).toBe('InvalidGrantException');
  });

  test('goes back with the refusal', async () => {
    const { url } = await browser();
    const back = wayBack(await answerPage(url, 'deny'));
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'a state',
    });
    expect(back.searchParams.has('code')).toBe(false);
  });

  test('a code without its verifier, or from another address, is lost', async () => {
    for (const wrong of [{ codeVerifier: 'x'.repeat(64) }, { redirectUri: `${REDIRECT}/x` }]) {
      const { url, exchange } = await browser();
      const code = wayBack(await answerPage(url, 'approve')).searchParams.get('code') ?? '';
      expect((await refusal(exchange(code, wrong))).code).toBe('InvalidGrantException');
      expect((await refusal(exchange(code))).code).toBe('InvalidGrantException');
    }
  });

  test('another form token, another site, a second answer: no', async () => {
    const { url } = await browser();
    expect((await answerPage(url, 'approve', { fields: { form_token: 'x' } })).status).toBe(403);
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect((await answerPage(url, 'approve', foreign)).status).toBe(403);
    expect((await answerPage(url, 'approve', { fields: { id: 'x' } })).status).toBe(404);
  });

  test.each([
    { redirect_uri: 'https://evil.example/oauth/callback' },
    { redirect_uri: 'http://127.0.0.1:45454/other' },
    { redirect_uri: 'http://127.0.0.1:1@evil.example/oauth/callback' },
    { redirect_uri: 'http://localhost:45454/oauth/callback' },
    { client_id: 'nobody' },
    { response_type: 'token' },
    { code_challenge_method: 'plain' },
    { code_challenge: 'short' },
  ])('an unsound request is sent nowhere: %j', async (change) => {
    const { url } = await browser(change);
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(await answer.text()).not.toContain('<form');
  });
});

/** The status of the portal's page when a browser asks for it by this host's name. */
function statusFor(sandbox: Sandbox, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${sandbox.url}/start`, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
