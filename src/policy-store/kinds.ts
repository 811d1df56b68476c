import type { Config } from '../config/types.ts';
import { SentinelError } from '../errors.ts';
import { type PolicyRef, readPolicyRef } from '../gate/policy-ref.ts';

export const POLICY_KINDS = ['access', 'approvals', 'breakglass', 'ratelimits'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** As people call them. */
export const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  access: 'access policy',
  approvals: 'approval policy',
  breakglass: 'break-glass policy',
  ratelimits: 'rate-limit policy',
};

/** `an access policy` */
export function oneOf(kind: PolicyKind): string {
  return `${/^a/.test(kind) ? 'an' : 'a'} ${KIND_NAMES[kind]}`;
}

const KEYS = {
  access: 'policy',
  approvals: 'approvals',
  breakglass: 'breakglass',
  ratelimits: 'ratelimits',
} as const;

/**
 * Where a policy of this kind is, as a flag or the config file says.
 * @param named of the flag; null: the configured one.
 * @param profile fills `{profile}`.
 * @param folder what relative paths of the config file start from.
 * @throws SentinelError `usage` where none is configured, or `{profile}` is not said.
 */
export function policyRefOf(
  config: Config,
  kind: PolicyKind,
  named: string | null,
  profile: string | null,
  folder: string,
): PolicyRef {
  const text = named ?? config[KEYS[kind]];
  if (text === undefined) {
    throw new SentinelError('usage', `The config file names no ${KIND_NAMES[kind]}.`, [
      `Name it there (${KEYS[kind]}: ssm:/NAME), or here: ssm:/NAME`,
    ]);
  }
  if (text.includes('{profile}') && profile === null) {
    throw new SentinelError('usage', `${text} is one policy for each profile.`, [
      'Say which: --profile NAME',
    ]);
  }
  return readPolicyRef(text, profile ?? '', named === null ? folder : '');
}

/** A reference into Parameter Store. @throws SentinelError `usage` for a file. */
export function inParameterStore(ref: PolicyRef): Exclude<PolicyRef, { kind: 'file' }> {
  if (ref.kind !== 'file') return ref;
  throw new SentinelError('usage', `${ref.text} is a file, and no parameter of AWS.`, [
    'Name a parameter: --ref ssm:/NAME',
  ]);
}
