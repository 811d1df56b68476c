/** Identity Center's two services on the wire: found by their path, as no signature names them. */
import type { Cloud } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import type { Reply } from '../http/listen.ts';
import type { WireRequest } from '../http/wire.ts';
import type { RestAction, RestCall } from './call.ts';
import { registerClient } from './clients.ts';
import { startDeviceAuthorization } from './device.ts';
import { getRoleCredentials, listAccountRoles, listAccounts, logout } from './portal.ts';
import { createToken } from './tokens.ts';
import { recordCall } from './trail.ts';

const ROUTES: Readonly<Record<string, RestAction>> = {
  'POST /client/register': registerClient,
  'POST /device_authorization': startDeviceAuthorization,
  'POST /token': createToken,
  'GET /federation/credentials': getRoleCredentials,
  'GET /assignment/accounts': listAccounts,
  'GET /assignment/roles': listAccountRoles,
  'POST /logout': logout,
};

/** The action a request is for; null where it is none of these services', or is signed. */
export function restAction(request: WireRequest): RestAction | null {
  if (request.headers['authorization'] !== undefined) return null;
  return ROUTES[`${request.method} ${request.path}`] ?? null;
}

/** Does it and answers. Never throws for what a client did. */
export function restReply(
  cloud: Cloud,
  action: RestAction,
  request: WireRequest,
  url: string,
): Reply {
  try {
    const params = readParams(request);
    const output = done({ cloud, request, params, url, now: cloud.now(), who: {} }, action);
    return reply(cloud, 200, output === null ? '' : JSON.stringify(output));
  } catch (error) {
    return restFault(cloud, action.service, faultOf(error));
  }
}

/** Does it, and has CloudTrail record who did. */
function done(call: RestCall, action: RestAction): ReturnType<RestAction['run']> {
  try {
    const output = action.run(call);
    recordCall(call, action, null);
    return output;
  } catch (error) {
    recordCall(call, action, faultOf(error));
    throw error;
  }
}

function faultOf(error: unknown): AwsFault {
  if (error instanceof AwsFault) return error;
  return new AwsFault('InternalServerException', `The sandbox failed: ${String(error)}`, 500);
}

/**
 * A refusal: OIDC words it as OAuth does (RFC 6749), the portal as AWS's JSON services do. The header's
 * code is followed by the service's name space, as seen in the AWS CLI's debug logs (aws-cli issue 8561).
 */
export function restFault(cloud: Cloud, service: RestAction['service'], fault: AwsFault): Reply {
  const body =
    service === 'sso-oidc'
      ? { error: OAUTH_ERRORS[fault.code] ?? 'server_error', error_description: fault.message }
      : {
          message: fault.message,
          __type: `${NAMESPACES.sso}#${fault.code}`,
        };
  return reply(cloud, fault.status, JSON.stringify(body), {
    'x-amzn-errortype': `${fault.code}:http://internal.amazon.com/coral/${NAMESPACES[service]}/`,
  });
}

const NAMESPACES = {
  sso: 'com.amazonaws.switchboard.portal',
  'sso-oidc': 'com.amazonaws.sso.oidc',
} as const;

const OAUTH_ERRORS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access_denied',
  AuthorizationPendingException: 'authorization_pending',
  ExpiredTokenException: 'expired_token',
  InternalServerException: 'server_error',
  InvalidClientException: 'invalid_client',
  InvalidClientMetadataException: 'invalid_client_metadata',
  InvalidGrantException: 'invalid_grant',
  InvalidRedirectUriException: 'invalid_redirect_uri',
  InvalidRequestException: 'invalid_request',
  InvalidScopeException: 'invalid_scope',
  SlowDownException: 'slow_down',
  UnauthorizedClientException: 'unauthorized_client',
  UnsupportedGrantTypeException: 'unsupported_grant_type',
};

function readParams(request: WireRequest): Record<string, unknown> {
  if (request.method === 'GET') return Object.fromEntries(request.query);
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // falls through to the refusal
  }
  throw new AwsFault('InvalidRequestException', 'The body is not a JSON object');
}

function reply(
  cloud: Cloud,
  status: number,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Reply {
  const id = Buffer.from(cloud.random(16)).toString('hex');
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      date: new Date(cloud.now()).toUTCString(),
      'x-amzn-requestid': `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20)}`,
      'cache-control': 'no-store',
      ...more,
    },
    body,
  };
}
