/**
 * Who calls. Sentinel knows a person only by the ARN that STS GetCallerIdentity gives on the base
 * credentials: never by the operating system's user, the environment or a flag.
 */
import { SentinelError } from '../errors.ts';
import type { Principal } from './types.ts';

const PARTITION = /^aws(?:-[a-z0-9]+)*$/;
const ACCOUNT = /^[0-9]{12}$/;

/** What GetCallerIdentity answers. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
  /** `aws:userid`. */
  readonly userId: string;
}

/**
 * Reads the caller's ARN. Any well-formed partition passes, so that a new one needs no release.
 * Forms: IAM user guide, "IAM identifiers" and "Principal key values of aws:PrincipalArn".
 * @throws SentinelError `failed` for anything that is not one of the four kinds of caller.
 */
export function parsePrincipal(caller: Caller): Principal {
  const parts = caller.arn.split(':');
  const [prefix, partition = '', service = '', region, account = '', resource = ''] = parts;
  if (parts.length !== 6 || prefix !== 'arn') throw unknownCaller('is not an ARN of six parts');
  if (!PARTITION.test(partition)) throw unknownCaller('names no AWS partition');
  if (region !== '') throw unknownCaller('names a region');
  if (!ACCOUNT.test(account)) throw unknownCaller('holds no account of 12 digits');
  if (caller.account !== account) throw unknownCaller('is of another account than AWS says');
  const about = identify(service, resource);
  if (!about) throw unknownCaller('is no user, assumed role, federated user or root');
  return { arn: caller.arn, account, partition, userId: caller.userId, ...about };
}

/** The kind and name that an ARN's last part stands for; null where it is none that can call. */
function identify(
  service: string,
  resource: string,
): Pick<Principal, 'type' | 'role' | 'rawName'> | null {
  if (service === 'iam' && resource === 'root') {
    return { type: 'root', role: null, rawName: 'root' };
  }
  const [kind, ...names] = resource.split('/');
  const rawName = names.at(-1) ?? '';
  // An empty path element would let two ARNs read as one name.
  if (names.some((name) => name === '')) return null;
  if (service === 'iam' && kind === 'user' && names.length >= 1) {
    return { type: 'user', role: null, rawName };
  }
  if (service === 'sts' && kind === 'assumed-role' && names.length === 2) {
    return { type: 'assumed-role', role: names[0] ?? '', rawName };
  }
  if (service === 'sts' && kind === 'federated-user' && names.length === 1) {
    return { type: 'federated-user', role: null, rawName };
  }
  return null;
}

function unknownCaller(what: string): SentinelError {
  return new SentinelError(
    'failed',
    `AWS names a caller that Sentinel does not know: its ARN ${what}.`,
    ['See who you are: aws sts get-caller-identity'],
  );
}

/** The name that policies, log and ledger know the caller by: the raw name in Unicode NFC, nothing cut. */
export function policyUsername(principal: Principal): string {
  return principal.rawName.normalize('NFC');
}

/**
 * Whether AWS lets this caller set a SourceIdentity when it assumes a role; null when it does, else
 * why not. (IAM user guide, "Monitor and control actions taken with assumed roles".)
 */
export function whyUnstampable(principal: Principal): string | null {
  if (principal.type === 'root') return 'the root user cannot assume a role';
  if (principal.type === 'federated-user') return 'a federated user cannot assume a role';
  return null;
}
