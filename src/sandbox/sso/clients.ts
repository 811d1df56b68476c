/** RegisterClient, and the check of a client's id and secret (OIDC API Reference, RegisterClient). */
import { AwsFault } from '../fault.ts';
import { list, member, needed, type RestAction, type RestCall, secretWord } from './call.ts';
import { type Client, find, keep } from './shelf.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const GRANTS = [DEVICE_GRANT, 'authorization_code', 'refresh_token'] as const;

/** A registration lives 90 days. */
const REGISTRATION = 90 * 86_400;

const SCOPE = /^[a-z][a-z0-9_]*(:[a-z0-9_]+){0,2}$/;

export const registerClient: RestAction = {
  service: 'sso-oidc',
  name: 'RegisterClient',
  readOnly: false,
  run(call) {
    const name = needed(call, 'clientName');
    if (needed(call, 'clientType') !== 'public') {
      throw new AwsFault('InvalidClientMetadataException', 'The client type must be public');
    }
    const scopes = list(call, 'scopes') ?? [];
    const strange = scopes.find((scope) => !SCOPE.test(scope));
    if (strange !== undefined) throw new AwsFault('InvalidScopeException', `Scope ${strange}`);
    const grants = list(call, 'grantTypes');
    if (grants?.some((one) => !GRANTS.includes(one as (typeof GRANTS)[number]))) {
      throw new AwsFault('UnsupportedGrantTypeException', 'Unsupported grant type');
    }
    const redirectUris = list(call, 'redirectUris') ?? [];
    if (!redirectUris.every(isLoopback)) {
      throw new AwsFault('InvalidRedirectUriException', 'A public client redirects to 127.0.0.1');
    }
    if (grants?.includes('authorization_code') && redirectUris.length === 0) {
      throw new AwsFault('InvalidRequestException', 'Missing parameter: redirectUris');
    }
    const client: Client = {
      id: secretWord(call.cloud, 16),
      secret: secretWord(call.cloud, 48),
      name,
      scopes,
      grants,
      redirectUris,
      issuerUrl: member(call, 'issuerUrl') ?? null,
    };
    const issued = Math.floor(call.now / 1000);
    keep(call.cloud.store, 'client', {
      key: client.id,
      value: client,
      expiresAt: (issued + REGISTRATION) * 1000,
    });
    return {
      clientId: client.id,
      clientSecret: client.secret,
      clientIdIssuedAt: issued,
      clientSecretExpiresAt: issued + REGISTRATION,
    };
  },
};

/** The client that calls. @throws AwsFault InvalidClientException for a wrong id or secret, or one that has ended. */
export function clientOf(call: RestCall): Client {
  const found = find(call.cloud.store, 'client', needed(call, 'clientId'));
  if (!found || found.value.secret !== needed(call, 'clientSecret')) {
    throw new AwsFault('InvalidClientException', 'Invalid client provided', 401);
  }
  if (call.now >= found.expiresAt) {
    throw new AwsFault('InvalidClientException', 'Client registration has expired', 401);
  }
  return found.value;
}

/** @throws AwsFault UnauthorizedClientException for a grant that the client did not register for. */
export function mayUse(client: Client, grant: (typeof GRANTS)[number]): void {
  // Without a list of grants a client registers for the device code, and refreshes by its scopes.
  const may = client.grants ? client.grants.includes(grant) : grant !== 'authorization_code';
  if (!may) throw new AwsFault('UnauthorizedClientException', 'Client may not use this grant');
}

/** RFC 8252: a program on this machine, whatever its port. */
export function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/|$)/.test(uri);
}
