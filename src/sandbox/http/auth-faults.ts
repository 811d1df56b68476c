/** How each protocol words a request whose signature, key or time does not stand. */
import type { Service } from '../cloud.ts';
import { AwsFault } from '../fault.ts';

export type AuthProblem =
  | {
      readonly kind:
        | 'missing'
        | 'unknown-key'
        | 'expired-token'
        | 'bad-signature'
        | 'host-unsigned';
    }
  | { readonly kind: 'incomplete'; readonly text: string }
  /** The signing time is too far from AWS's; `text` is the sentence all but EC2 and S3 give. */
  | { readonly kind: 'skewed'; readonly text: string };

type Wording = Readonly<
  Record<AuthProblem['kind'], readonly [code: string, text: string, status: number]>
>;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const HOST = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";

const WORDINGS: Readonly<Record<Service['protocol'], Wording>> = {
  query: {
    missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
    'unknown-key': [
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
    ],
    'expired-token': ['ExpiredToken', 'The security token included in the request is expired', 403],
    'bad-signature': ['SignatureDoesNotMatch', MISMATCH, 403],
    'host-unsigned': ['SignatureDoesNotMatch', HOST, 403],
    incomplete: ['IncompleteSignature', '', 400],
    skewed: ['SignatureDoesNotMatch', '', 403],
  },
  json: {
    missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token', 400],
    'unknown-key': [
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      400,
    ],
    'expired-token': [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      400,
    ],
    'bad-signature': ['InvalidSignatureException', MISMATCH, 400],
    'host-unsigned': ['InvalidSignatureException', HOST, 400],
    incomplete: ['IncompleteSignatureException', '', 400],
    skewed: ['InvalidSignatureException', '', 400],
  },
  ec2: {
    missing: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
    'unknown-key': [
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    ],
    'expired-token': ['RequestExpired', 'Request has expired.', 400],
    'bad-signature': [
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    ],
    'host-unsigned': [
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    ],
    incomplete: ['IncompleteSignature', '', 400],
    skewed: ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
  },
  s3: {
    missing: ['AccessDenied', 'Access Denied', 403],
    'unknown-key': [
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    ],
    'expired-token': ['ExpiredToken', 'The provided token has expired.', 400],
    'bad-signature': [
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    ],
    'host-unsigned': [
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
    ],
    incomplete: ['AuthorizationHeaderMalformed', '', 400],
    skewed: [
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    ],
  },
};

/** The refusal of `problem` as this service words it. */
export function authFault(service: Service, problem: AuthProblem): AwsFault {
  const [code, text, status] = WORDINGS[service.protocol][problem.kind];
  return new AwsFault(code, text || ('text' in problem ? problem.text : ''), status);
}
