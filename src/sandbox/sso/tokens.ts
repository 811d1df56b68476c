/** CreateToken: a device code, an authorization code or a refresh token becomes an access token. */
import { AwsFault } from '../fault.ts';
import { needed, type RestAction, type RestCall, secretWord } from './call.ts';
import { clientOf, DEVICE_GRANT, mayUse } from './clients.ts';
import { INTERVAL } from './device.ts';
import { type Client, drop, find, keep } from './shelf.ts';

/** How long access tokens live unless a test says otherwise, seconds: a working day. */
export const TOKEN_LIFE = 8 * 3600;
export const TOKEN_LIFE_KEY = 'sso-token-life';

/** How long a sign-in can be refreshed, milliseconds. */
const REFRESHABLE = 7 * 86_400_000;

/** Timers fire a little early; a client that keeps the pace is not told to slow down for it. */
const SLACK = 100;

export const createToken: RestAction = {
  service: 'sso-oidc',
  name: 'CreateToken',
  readOnly: false,
  run(call) {
    const client = clientOf(call);
    const grant = needed(call, 'grantType');
    switch (grant) {
      case DEVICE_GRANT:
        return fromDevice(call, client);
      case 'authorization_code':
        return fromCode(call, client);
      case 'refresh_token':
        return fromRefresh(call, client);
      default:
        throw new AwsFault('UnsupportedGrantTypeException', 'Unsupported grant type');
    }
  },
};

function fromDevice(call: RestCall, client: Client) {
  mayUse(client, DEVICE_GRANT);
  const { store } = call.cloud;
  const device = find(store, 'device', needed(call, 'deviceCode'));
  if (!device || device.value.clientId !== client.id) throw badGrant('Invalid grant provided');
  if (call.now >= device.expiresAt)
    throw new AwsFault('ExpiredTokenException', 'Device code has expired');
  const { state, person, polledAt } = device.value;
  switch (state) {
    case 'used':
      throw badGrant('Invalid grant provided');
    case 'denied':
      throw new AwsFault('AccessDeniedException', 'The person declined the request');
    case 'approved':
      keep(store, 'device', { ...device, value: { ...device.value, state: 'used' } });
      return startSignIn(call, client, person ?? '');
    case 'pending':
      keep(store, 'device', { ...device, value: { ...device.value, polledAt: call.now } });
      if (polledAt !== null && call.now - polledAt < INTERVAL * 1000 - SLACK) {
        throw new AwsFault('SlowDownException', 'Polling too often');
      }
      throw new AwsFault('AuthorizationPendingException', 'Authorization is still pending');
  }
}

function fromCode(call: RestCall, client: Client) {
  mayUse(client, 'authorization_code');
  const { store } = call.cloud;
  const code = find(store, 'code', needed(call, 'code'));
  const redirectUri = needed(call, 'redirectUri');
  const challenge = challengeOf(needed(call, 'codeVerifier'));
  // A code serves once, also for whoever could not prove that it is his.
  if (code) drop(store, 'code', code.key);
  if (
    !code ||
    call.now >= code.expiresAt ||
    code.value.clientId !== client.id ||
    code.value.redirectUri !== redirectUri ||
    code.value.challenge !== challenge
  ) {
    throw badGrant('Invalid grant provided');
  }
  return startSignIn(call, client, code.value.person);
}

function fromRefresh(call: RestCall, client: Client) {
  mayUse(client, 'refresh_token');
  const { store } = call.cloud;
  const refresh = find(store, 'refresh', needed(call, 'refreshToken'));
  const signIn = refresh && find(store, 'sign-in', refresh.value.signIn);
  if (!refresh || !signIn || call.now >= refresh.expiresAt || signIn.value.clientId !== client.id) {
    throw badGrant('Invalid refresh token provided');
  }
  drop(store, 'refresh', refresh.key);
  return issue(call, client, signIn.key, signIn.value.person, signIn.expiresAt);
}

function startSignIn(call: RestCall, client: Client, person: string) {
  const id = secretWord(call.cloud, 16);
  const expiresAt = call.now + REFRESHABLE;
  keep(call.cloud.store, 'sign-in', { key: id, value: { person, clientId: client.id }, expiresAt });
  return issue(call, client, id, person, expiresAt);
}

function issue(call: RestCall, client: Client, signIn: string, person: string, until: number) {
  const { store } = call.cloud;
  call.who.person = person;
  const life = Number(store.get(TOKEN_LIFE_KEY) ?? TOKEN_LIFE);
  const accessToken = secretWord(call.cloud, 64);
  keep(store, 'access', {
    key: accessToken,
    value: { signIn },
    expiresAt: call.now + life * 1000,
  });
  const answer = { accessToken, tokenType: 'Bearer', expiresIn: life };
  if (!refreshes(client)) return answer;
  const refreshToken = secretWord(call.cloud, 64);
  keep(store, 'refresh', { key: refreshToken, value: { signIn }, expiresAt: until });
  return { ...answer, refreshToken };
}

/** A client without scopes is of the old kind: it signs in anew each time. */
function refreshes(client: Client): boolean {
  if (client.grants && !client.grants.includes('refresh_token')) return false;
  return client.scopes.includes('sso:account:access');
}

/** RFC 7636, S256. */
function challengeOf(verifier: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(verifier).digest('base64url');
}

const badGrant = (text: string) => new AwsFault('InvalidGrantException', text);
