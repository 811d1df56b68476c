/** Who signed a request, and the values conditions may read of the call. */
import type { PolicyDocument } from './iam/document.ts';
import type { Facts } from './iam/pattern.ts';

export interface Caller {
  readonly type: 'user' | 'assumed-role' | 'federated-user';
  readonly arn: string;
  readonly account: string;
  /** `aws:userid`. */
  readonly userId: string;
  readonly accessKeyId: string;
  /** The IAM user behind it; undefined for roles. */
  readonly userName?: string;
  readonly role?: { readonly arn: string; readonly name: string; readonly id: string };
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  /** Temporary credentials: from STS, not a user's long-term key. */
  readonly temporary: boolean;
  readonly issuedAt?: number;
  /** When MFA was shown for these credentials; undefined: it was not. */
  readonly mfaAt?: number;
  /** What identity policies of the user or role say. */
  readonly policies: readonly PolicyDocument[];
  /** Policies passed when the session was made: they only ever take away. */
  readonly sessionPolicies: readonly PolicyDocument[];
}

/** Credentials that STS gave out. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Who it stands for; policies are looked up anew on each call. */
  readonly kind: 'role' | 'user' | 'federated-user';
  readonly account: string;
  readonly userName?: string;
  readonly roleArn?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly mfaAt?: number;
  readonly sessionPolicies: readonly PolicyDocument[];
}

/** The condition values of a call. */
export function factsOf(caller: Caller, about: CallFacts): Facts {
  const principal = caller.role?.arn ?? caller.arn;
  return {
    'aws:currenttime': new Date(about.now).toISOString(),
    'aws:epochtime': String(Math.floor(about.now / 1000)),
    'aws:principalaccount': caller.account,
    'aws:principalarn': principal,
    'aws:principaltype': {
      user: 'User',
      'assumed-role': 'AssumedRole',
      'federated-user': 'FederatedUser',
    }[caller.type],
    'aws:requestedregion': about.region,
    'aws:securetransport': 'false',
    'aws:sourceidentity': caller.sourceIdentity,
    'aws:sourceip': about.sourceIp,
    'aws:useragent': about.userAgent,
    'aws:userid': caller.userId,
    'aws:username': caller.type === 'user' ? caller.userName : undefined,
    'aws:viaawsservice': 'false',
    // Absent with long-term keys, as in AWS: only temporary credentials can tell of MFA.
    'aws:multifactorauthpresent': caller.temporary ? String(caller.mfaAt !== undefined) : undefined,
    'aws:multifactorauthage':
      caller.mfaAt === undefined
        ? undefined
        : String(Math.floor((about.now - caller.mfaAt) / 1000)),
    'aws:tokenissuetime':
      caller.issuedAt === undefined ? undefined : new Date(caller.issuedAt).toISOString(),
  };
}

export interface CallFacts {
  readonly now: number;
  readonly region: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}
