/** IAM Identity Center's OIDC over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  CreateTokenCommand,
  type CreateTokenRequest,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { LAST_SECOND, textIn, wholeIn, YEAR_SECONDS } from './answer-parts.ts';
import type { OidcGrant, SsoOidc } from './api.ts';
import { incomplete } from './aws-error.ts';
import { bearerCall, unsigned } from './bearer.ts';
import type { Transport } from './transport.ts';

/** RFC 8628: what holds where the answer names no interval. */
const DEFAULT_INTERVAL_SECONDS = 5;
/** AWS says 600 and 1: a person's patience with a code, and a program's with a person. */
const MOST_DEVICE_SECONDS = 86_400;
const MOST_INTERVAL_SECONDS = 600;

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
    overridden: link.overridden('sso-oidc'),
    authorizeUrl: new URL('/authorize', endpointOf(client, settings)).href,
    registerClient: (input, signal) =>
      bearerCall(client, call('RegisterClient', signal), async (send) => {
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
        const out = await send(command);
        const [clientId, clientSecret] = [textIn(out.clientId), textIn(out.clientSecret)];
        const seconds = wholeIn(out.clientSecretExpiresAt, 1, LAST_SECOND);
        if (!clientId || !clientSecret || !seconds) throw incomplete('sso-oidc', 'RegisterClient');
        return { clientId, clientSecret, expiresAt: seconds * 1000 };
      }),
    startDeviceAuthorization: ({ clientId, clientSecret }, startUrl, signal) =>
      bearerCall(client, call('StartDeviceAuthorization', signal, [clientSecret]), async (send) => {
        const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl });
        const out = await send(command);
        const [deviceCode, userCode] = [textIn(out.deviceCode), textIn(out.userCode)];
        const verificationUri = textIn(out.verificationUri);
        const expiresIn = wholeIn(out.expiresIn, 1, MOST_DEVICE_SECONDS);
        const wished = out.interval ?? DEFAULT_INTERVAL_SECONDS;
        const interval = wholeIn(wished, 0, MOST_INTERVAL_SECONDS);
        const codes = deviceCode && userCode && verificationUri;
        if (!codes || expiresIn === undefined || interval === undefined) {
          throw incomplete('sso-oidc', 'StartDeviceAuthorization');
        }
        return {
          deviceCode,
          userCode,
          verificationUri,
          verificationUriComplete: textIn(out.verificationUriComplete) ?? verificationUri,
          expiresIn,
          interval,
        };
      }),
    createToken: ({ clientId, clientSecret }, grant, signal) =>
      bearerCall(
        grant.type === 'device_code' ? client : once,
        call('CreateToken', signal, [clientSecret, ...secretsOf(grant)]),
        async (send) => {
          const command = new CreateTokenCommand({ clientId, clientSecret, ...asRequest(grant) });
          const out = await send(command);
          const [accessToken, refreshToken] = [textIn(out.accessToken), textIn(out.refreshToken)];
          const expiresIn = wholeIn(out.expiresIn, 1, YEAR_SECONDS);
          if (!accessToken || !expiresIn) throw incomplete('sso-oidc', 'CreateToken');
          return { accessToken, expiresIn, ...(refreshToken && { refreshToken }) };
        },
      ),
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
