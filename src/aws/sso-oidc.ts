/** IAM Identity Center's OIDC over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  CreateTokenCommand,
  type CreateTokenRequest,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import type { OidcGrant, SsoOidc } from './api.ts';
import { AT_THE_WIRE, bearerCall, incomplete, sendOptions, unsigned } from './bearer.ts';
import { watchDate } from './call.ts';
import type { Transport } from './transport.ts';

/** RFC 8628: what holds where the answer names no interval. */
const DEFAULT_INTERVAL_SECONDS = 5;

/** A client in the region of the sign-in. */
export function makeSsoOidc(region: string, link: Transport): SsoOidc {
  const settings = link.settings('sso-oidc', unsigned(region));
  const client = new SSOOIDCClient(settings);
  // A code and a refresh token work once: whether the first try came through nobody can know, and a
  // second one may cost the person the whole sign-in.
  const once = new SSOOIDCClient({ ...settings, maxAttempts: 1 });
  const call = (
    action: string,
    signal: AbortSignal | undefined,
    secrets: readonly (string | undefined)[] = [],
  ) => ({ service: 'sso-oidc', action, region, link, signal, secrets }) as const;
  return {
    authorizeUrl: new URL('/authorize', endpointOf(client, settings)).href,
    registerClient: (input, signal) =>
      bearerCall(call('RegisterClient', signal), async (seen) => {
        const command = new RegisterClientCommand({
          clientName: input.name,
          clientType: 'public',
          ...(input.scopes.length > 0 && { scopes: [...input.scopes] }),
          ...(input.redirectUris && {
            grantTypes: ['authorization_code', 'refresh_token'],
            redirectUris: [...input.redirectUris],
            issuerUrl: input.issuerUrl,
          }),
        });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        const { clientId, clientSecret, clientSecretExpiresAt: seconds } = out;
        if (!clientId || !clientSecret || !seconds) throw incomplete('sso-oidc', 'RegisterClient');
        return { clientId, clientSecret, expiresAt: seconds * 1000 };
      }),
    startDeviceAuthorization: ({ clientId, clientSecret }, startUrl, signal) =>
      bearerCall(call('StartDeviceAuthorization', signal, [clientSecret]), async (seen) => {
        const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        const { deviceCode, userCode, verificationUri, expiresIn } = out;
        if (!deviceCode || !userCode || !verificationUri || !expiresIn) {
          throw incomplete('sso-oidc', 'StartDeviceAuthorization');
        }
        return {
          deviceCode,
          userCode,
          verificationUri,
          verificationUriComplete: out.verificationUriComplete ?? verificationUri,
          expiresIn,
          interval: out.interval ?? DEFAULT_INTERVAL_SECONDS,
        };
      }),
    createToken: ({ clientId, clientSecret }, grant, signal) =>
      bearerCall(call('CreateToken', signal, [clientSecret, ...secretsOf(grant)]), async (seen) => {
        const command = new CreateTokenCommand({ clientId, clientSecret, ...asRequest(grant) });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const sender = grant.type === 'device_code' ? client : once;
        const out = await sender.send(command, sendOptions(signal));
        const { accessToken, expiresIn, refreshToken } = out;
        if (!accessToken || !expiresIn) throw incomplete('sso-oidc', 'CreateToken');
        return { accessToken, expiresIn, ...(refreshToken && { refreshToken }) };
      }),
  };
}

type GrantPart = Omit<CreateTokenRequest, 'clientId' | 'clientSecret'>;

function asRequest(grant: OidcGrant): GrantPart {
  if (grant.type === 'device_code') {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    return { grantType, deviceCode: grant.deviceCode };
  }
  if (grant.type === 'refresh_token') {
    return { grantType: grant.type, refreshToken: grant.refreshToken };
  }
  const { code, redirectUri, codeVerifier } = grant;
  return { grantType: grant.type, code, redirectUri, codeVerifier };
}

function secretsOf(grant: OidcGrant): string[] {
  if (grant.type === 'device_code') return [grant.deviceCode];
  return grant.type === 'refresh_token' ? [grant.refreshToken] : [grant.code, grant.codeVerifier];
}

/** Where the SDK would send a call; the page that signs people in is no call of its own. */
function endpointOf(client: SSOOIDCClient, settings: ReturnType<Transport['settings']>): URL {
  return client.config.endpointProvider({
    Region: settings.region,
    UseDualStack: settings.useDualstackEndpoint,
    UseFIPS: settings.useFipsEndpoint,
    ...(settings.endpoint !== undefined && { Endpoint: settings.endpoint }),
  }).url;
}
