/** References to policies: `ssm:/name`, `ssm:/path/` (everything under it), `file:path`. Pure. */
import { isAbsolute, resolve } from 'node:path';
import { SentinelError } from '../errors.ts';

export type PolicyRef =
  | { readonly kind: 'ssm'; readonly name: string; readonly text: string }
  | { readonly kind: 'ssm-path'; readonly path: string; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string };

/** A reference to an access policy. */
export type AccessRef = PolicyRef & {
  /**
   * The organisation's file names it, so nothing but its own text says what it is: whoever can write to
   * this user's cache could put another there under its hash.
   */
  readonly fixed: boolean;
};

const FORMS = 'A policy is named as ssm:/NAME, ssm:/PATH/ or file:PATH';
const IN_A_NAME = /^[A-Za-z0-9_.-]+$/;
const SSM_NAME = /^\/?[A-Za-z0-9_.\-/]{1,1011}$/;

/**
 * Reads a reference and puts the profile in.
 * @param folder what a relative file path starts from.
 * @throws SentinelError `usage` for another form; `failed` for a profile that cannot stand in a name.
 */
export function readPolicyRef(text: string, profile: string, folder: string): PolicyRef {
  const filled = fill(text, profile);
  const [scheme, ...rest] = filled.split(':');
  const where = rest.join(':');
  if (scheme === 'ssm' && SSM_NAME.test(where)) {
    return where.endsWith('/')
      ? { kind: 'ssm-path', path: where, text: filled }
      : { kind: 'ssm', name: where, text: filled };
  }
  if (scheme === 'file' && where) {
    const path = isAbsolute(where) ? where : resolve(folder, where);
    return { kind: 'file', path, text: `file:${path}` };
  }
  throw new SentinelError('usage', `"${text}" names no policy. ${FORMS}.`);
}

function fill(text: string, profile: string): string {
  if (!text.includes('{profile}')) return text;
  if (!IN_A_NAME.test(profile) || profile === '.' || profile === '..') {
    throw new SentinelError(
      'failed',
      `The profile name "${profile}" cannot stand in the policy's name ${text}: only letters, digits and _ . - can.`,
      ['Rename the profile, or name its policy without {profile}.'],
    );
  }
  return text.replaceAll('{profile}', profile);
}
