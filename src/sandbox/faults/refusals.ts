/** How each protocol words a failure of the service itself. */
import type { Service } from '../cloud.ts';
import { AwsFault } from '../fault.ts';

export type Failure = 'throttle' | 'server_error' | 'unavailable';

type Wording = readonly [code: string, text: string, status: number];

const INTERNAL =
  'The request processing has failed because of an unknown error, exception or failure.';
const BUSY = 'The request has failed due to a temporary failure of the server.';

const QUERY: Readonly<Record<Failure, Wording>> = {
  throttle: ['Throttling', 'Rate exceeded', 400],
  server_error: ['InternalFailure', INTERNAL, 500],
  unavailable: ['ServiceUnavailable', BUSY, 503],
};

const WORDINGS: Readonly<
  Record<Service['protocol'] | 'sso' | 'sso-oidc', Readonly<Record<Failure, Wording>>>
> = {
  query: QUERY,
  json: { ...QUERY, throttle: ['ThrottlingException', 'Rate exceeded', 400] },
  ec2: {
    throttle: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    server_error: ['InternalError', 'An internal error has occurred', 500],
    unavailable: ['Unavailable', 'The server is overloaded and can not handle request.', 503],
  },
  s3: {
    throttle: ['SlowDown', 'Please reduce your request rate.', 503],
    server_error: ['InternalError', 'We encountered an internal error. Please try again.', 500],
    unavailable: ['ServiceUnavailable', 'Please reduce your request rate.', 503],
  },
  sso: {
    ...QUERY,
    throttle: ['TooManyRequestsException', 'HTTP 429 Too Many Requests', 429],
  },
  'sso-oidc': {
    throttle: ['TooManyRequestsException', 'HTTP 429 Too Many Requests', 429],
    server_error: ['InternalServerException', INTERNAL, 500],
    unavailable: ['ServiceUnavailable', BUSY, 503],
  },
};

/** @param shape the protocol, or the service where it has words of its own. */
export function failure(shape: keyof typeof WORDINGS, kind: Failure): AwsFault {
  const [code, text, status] = WORDINGS[shape][kind];
  return new AwsFault(code, text, status);
}
