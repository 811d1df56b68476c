import {
  CreateTokenCommand,
  RegisterClientCommand,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { describe, expect, test } from 'vitest';
import { openSandbox, refusal } from '../open.ts';
import { portal } from './portal-hands.ts';

async function open() {
  let at = Date.parse('2026-11-20T10:00:00Z');
  const world = await openSandbox({ now: () => at });
  return {
    ...world,
    ...portal(world.sandbox),
    wait: (seconds: number) => {
      at += seconds * 1000;
    },
  };
}

describe('RegisterClient', () => {
  test('gives an id and a secret for ninety days', async () => {
    const { oidc } = await open();
    const answer = await oidc.send(
      new RegisterClientCommand({ clientName: 'x', clientType: 'public' }),
    );
    expect(answer.clientId).toMatch(/^[\w-]{20,}$/);
    expect(answer.clientSecret).toMatch(/^[\w-]{60,}$/);
    expect((answer.clientSecretExpiresAt ?? 0) - (answer.clientIdIssuedAt ?? 0)).toBe(90 * 86_400);
  });

  test.each([
    [{ clientName: '' }, 'InvalidRequestException'],
    [{ clientType: 'confidential' }, 'InvalidClientMetadataException'],
    [{ scopes: ['no scope!'] }, 'InvalidScopeException'],
    [{ grantTypes: ['password'] }, 'UnsupportedGrantTypeException'],
    [{ redirectUris: ['https://evil.example/'] }, 'InvalidRedirectUriException'],
    [{ redirectUris: ['http://127.0.0.1.evil.example/'] }, 'InvalidRedirectUriException'],
    [{ redirectUris: ['http://127.0.0.1:99999/'] }, 'InvalidRedirectUriException'],
    [{ grantTypes: ['authorization_code'] }, 'InvalidRequestException'],
  ])('refuses %j with %s', async (change, code) => {
    const { oidc } = await open();
    const input = { clientName: 'x', clientType: 'public', ...change };
    expect(await refusal(oidc.send(new RegisterClientCommand(input)))).toMatchObject({
      code,
      status: 400,
    });
  });
});

describe('the device code', () => {
  test('names the page, the code in it, ten minutes and a pace', async () => {
    const { sandbox, register, device } = await open();
    const answer = await device(await register());
    expect(answer).toMatchObject({
      userCode: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
      verificationUri: `${sandbox.url}/start/device`,
      verificationUriComplete: `${sandbox.url}/start/device?user_code=${answer.userCode}`,
      expiresIn: 600,
      interval: 1,
    });
  });

  test('is pending until somebody approves; asked too fast it says so', async () => {
    const { sandbox, register, device, token, wait } = await open();
    const client = await register();
    const { deviceCode, userCode = '' } = await device(client);
    const pending = { code: 'AuthorizationPendingException', status: 400 };
    expect(await refusal(token(client, { deviceCode }))).toMatchObject(pending);
    expect(await refusal(token(client, { deviceCode }))).toMatchObject({
      code: 'SlowDownException',
      status: 400,
    });
    wait(1);
    expect(await refusal(token(client, { deviceCode }))).toMatchObject(pending);
    expect(sandbox.control.approveSignIn(userCode)).toBe(true);
    expect(await token(client, { deviceCode })).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 8 * 3600,
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
    });
    expect(await refusal(token(client, { deviceCode }))).toMatchObject({
      code: 'InvalidGrantException',
    });
    expect(sandbox.control.approveSignIn(userCode)).toBe(false);
  });

  test('is denied, or over', async () => {
    const { sandbox, register, device, token, wait } = await open();
    const client = await register();
    const denied = await device(client);
    sandbox.control.denySignIn(denied.userCode ?? '');
    expect(await refusal(token(client, { deviceCode: denied.deviceCode }))).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
    });
    const late = await device(client);
    wait(601);
    expect(sandbox.control.approveSignIn(late.userCode ?? '')).toBe(false);
    expect(await refusal(token(client, { deviceCode: late.deviceCode }))).toMatchObject({
      code: 'ExpiredTokenException',
      status: 400,
    });
  });

  test('serves only the client that asked for it, with its secret', async () => {
    const { sandbox, register, device, token } = await open();
    const [client, other] = [await register(), await register()];
    const { deviceCode, userCode = '' } = await device(client);
    sandbox.control.approveSignIn(userCode);
    expect(await refusal(token(other, { deviceCode }))).toMatchObject({
      code: 'InvalidGrantException',
    });
    const wrong = { ...client, clientSecret: other.clientSecret };
    expect(await refusal(token(wrong, { deviceCode }))).toMatchObject({
      code: 'InvalidClientException',
      status: 401,
    });
    await token(client, { deviceCode });
  });

  test('is given for the portal only', async () => {
    const { oidc, register } = await open();
    const start = async (startUrl: string) =>
      oidc.send(new StartDeviceAuthorizationCommand({ ...(await register()), startUrl }));
    for (const wrong of ['https://company.example/start', 'http://127.0.0.1:1/started', 'x']) {
      expect(await refusal(start(wrong))).toMatchObject({ code: 'InvalidRequestException' });
    }
    await start('https://company.awsapps.com/start');
  });
});

describe('the refresh token', () => {
  test('serves once, and gives the next', async () => {
    const { signIn, token, roleKeys, wait } = await open();
    const first = await signIn();
    wait(9 * 3600);
    await expect(roleKeys(first.accessToken)).rejects.toThrow('Session token not found or invalid');
    const second = await token(first.client, { refreshToken: first.refreshToken });
    await roleKeys(second.accessToken ?? '');
    expect(await refusal(token(first.client, { refreshToken: first.refreshToken }))).toMatchObject({
      code: 'InvalidGrantException',
      status: 400,
    });
    await token(first.client, { refreshToken: second.refreshToken });
  });

  test("is another client's business to nobody, and ends", async () => {
    const { signIn, register, token, wait } = await open();
    const { client, refreshToken } = await signIn();
    const invalid = { code: 'InvalidGrantException' };
    expect(await refusal(token(await register(), { refreshToken }))).toMatchObject(invalid);
    wait(8 * 86_400);
    expect(await refusal(token(client, { refreshToken }))).toMatchObject(invalid);
  });

  test('is not given to a client of the old kind, without scopes', async () => {
    const { sandbox, register, device, token } = await open();
    const client = await register({ scopes: [] });
    const { deviceCode, userCode = '' } = await device(client);
    sandbox.control.approveSignIn(userCode);
    expect((await token(client, { deviceCode })).refreshToken).toBeUndefined();
  });

  test('of a registration that has ended is refused with the client', async () => {
    const { signIn, token, wait } = await open();
    const { client, refreshToken } = await signIn();
    wait(91 * 86_400);
    expect(await refusal(token(client, { refreshToken }))).toMatchObject({
      code: 'InvalidClientException',
      status: 401,
    });
  });
});

test('how long tokens live can be said', async () => {
  const { sandbox, signIn, roleKeys, wait } = await open();
  sandbox.control.setTokenLife(120);
  const { accessToken } = await signIn();
  await roleKeys(accessToken);
  wait(121);
  await expect(roleKeys(accessToken)).rejects.toThrow('Session token not found or invalid');
});

test('a grant that nobody has, and one that the client did not register for', async () => {
  const { oidc, register } = await open();
  const ask = (client: { clientId: string; clientSecret: string }, grantType: string) =>
    oidc.send(
      new CreateTokenCommand({
        ...client,
        grantType,
        code: 'x',
        redirectUri: 'http://127.0.0.1/',
        codeVerifier: 'x',
        refreshToken: 'x',
      }),
    );
  const client = await register();
  expect((await refusal(ask(client, 'password'))).code).toBe('UnsupportedGrantTypeException');
  expect((await refusal(ask(client, 'authorization_code'))).code).toBe(
    'UnauthorizedClientException',
  );
  const deviceOnly = await register({
    grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'],
  });
  expect((await refusal(ask(deviceOnly, 'refresh_token'))).code).toBe(
    'UnauthorizedClientException',
  );
});

test('on the wire: OAuth words in the body, the code in a header, no caching', async () => {
  const { sandbox } = await open();
  const post = (body: string) => fetch(`${sandbox.url}/token`, { method: 'POST', body });
  const missing = await post('{"clientId":"x","clientSecret":"y","grantType":"z"}');
  expect([missing.status, missing.headers.get('x-amzn-errortype')]).toEqual([
    401,
    'InvalidClientException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/',
  ]);
  expect(missing.headers.get('cache-control')).toBe('no-store');
  expect(await missing.json()).toEqual({
    error: 'invalid_client',
    error_description: 'Invalid client provided',
  });
  for (const body of ['', '[]', '{', '{"clientId":5}']) {
    const answer = await post(body);
    expect([body, answer.status, await answer.json()]).toMatchObject([
      body,
      400,
      { error: 'invalid_request' },
    ]);
  }
});
