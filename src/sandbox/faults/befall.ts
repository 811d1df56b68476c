/** What a fault does to a call: instead of it, after it, or to its answer. */
import type { Cloud } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { authFault } from '../http/auth-faults.ts';
import { readScope } from '../http/authenticate.ts';
import { guessService } from '../http/guess.ts';
import type { Outcome, Reply } from '../http/listen.ts';
import { renderFault } from '../http/protocols.ts';
import type { WireRequest } from '../http/wire.ts';
import { serviceNamed } from '../services/table.ts';
import { restAction, restFault } from '../sso/routes.ts';
import type { Fault } from './kinds.ts';
import { failure } from './refusals.ts';

/** How far a clock is off where the fault does not say: over AWS's five minutes. */
const CLOCK = 600_000;

/** @param perform does the call; with a clock of its own where one is passed. */
export async function befall(
  fault: Fault,
  cloud: Cloud,
  request: WireRequest,
  perform: (cloud: Cloud) => Promise<Reply>,
): Promise<Outcome> {
  const off = fault.milliseconds ?? CLOCK;
  switch (fault.kind) {
    case 'latency':
      return perform(cloud);
    case 'timeout':
      return 'never';
    case 'reset':
    case 'cut':
      return fault.kind;
    case 'lost':
      await perform(cloud);
      return 'cut';
    case 'half': {
      const reply = await perform(cloud);
      return { ...reply, breakAfter: Math.floor(Buffer.byteLength(reply.body) / 2) };
    }
    case 'garbage': {
      const { headers } = await perform(cloud);
      return wrapped({ status: 200, headers, body: '\u0001<{garbage' });
    }
    case 'html':
      return page(cloud);
    case 'wrong_date': {
      const reply = await perform(cloud);
      const date = new Date(cloud.now() + off).toUTCString();
      return { ...reply, headers: { ...reply.headers, date } };
    }
    case 'wrong_clock':
      return perform({ ...cloud, now: () => cloud.now() + off });
    case 'throttle':
    case 'server_error':
    case 'unavailable':
    case 'expired_token':
      return refused(fault.kind, cloud, request);
  }
}

/** The refusal as the service's own protocol words it. */
function refused(
  kind: Parameters<typeof failure>[1] | 'expired_token',
  cloud: Cloud,
  request: WireRequest,
): Reply {
  const rest = restAction(request)?.service;
  if (rest) {
    return restFault(cloud, rest, kind === 'expired_token' ? ended(rest) : failure(rest, kind));
  }
  const service = serviceNamed(readScope(request)?.service ?? '') ?? guessService(request);
  const fault =
    kind === 'expired_token'
      ? authFault(service, { kind: 'expired-token' })
      : failure(service.protocol, kind);
  const id = Buffer.from(cloud.random(16)).toString('hex');
  const { status, type, body } = renderFault(service, fault, id);
  return wrapped({
    status,
    headers: {
      'content-type': type,
      date: new Date(cloud.now()).toUTCString(),
      'x-amzn-requestid': id,
    },
    body,
  });
}

function ended(service: 'sso' | 'sso-oidc'): AwsFault {
  return service === 'sso'
    ? new AwsFault('UnauthorizedException', 'Session token not found or invalid', 401)
    : new AwsFault('ExpiredTokenException', 'The token has expired');
}

function page(cloud: Cloud): Reply {
  return wrapped({
    status: 503,
    headers: { 'content-type': 'text/html', date: new Date(cloud.now()).toUTCString() },
    body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>\n',
  });
}

function wrapped(reply: Reply): Reply {
  const length = String(Buffer.byteLength(reply.body));
  return { ...reply, headers: { ...reply.headers, 'content-length': length } };
}
