import { SentinelError } from '../errors.ts';

/** Where a policy lies. */
export type PolicyRef =
  | { readonly kind: 'file'; readonly path: string }
  /** A parameter, or with `tree` all parameters under a path that ends in a slash. */
  | { readonly kind: 'ssm'; readonly name: string; readonly tree: boolean };

/**
 * Reads `file:policy.yaml`, `ssm:/sentinel/policies/default`, `ssm:/sentinel/policies/prod/`. The
 * name of a profile takes the place of `{profile}`.
 * @param profile absent: `{profile}` is an error.
 * @throws SentinelError (usage) for anything else, and for a profile that cannot stand in a name.
 */
export function parseRef(ref: string, profile?: string): PolicyRef {
  const wrong = refProblem(ref);
  if (wrong)
    throw new SentinelError('usage', `the policy reference ${JSON.stringify(ref)} ${wrong}.`);
  const filled = ref.replaceAll('{profile}', () => profileInName(ref, profile));
  if (filled.startsWith('file:')) return { kind: 'file', path: filled.slice(5) };
  const name = filled.slice(4);
  return { kind: 'ssm', name, tree: name.endsWith('/') };
}

/** What is wrong with a reference, or null; for config files, where it is a problem with a place. */
export function refProblem(ref: string): string | null {
  if (/^file:./.test(ref)) return null;
  if (!ref.startsWith('ssm:')) return 'must begin with ssm: or file:';
  const name = ref.slice(4).replaceAll('{profile}', 'p');
  return /^\/[A-Za-z0-9_.\-/]+$/.test(name)
    ? null
    : 'is not a parameter name; it begins with / and holds A-Z a-z 0-9 _ . - /';
}

function profileInName(ref: string, profile: string | undefined): string {
  if (profile === undefined) {
    throw new SentinelError('usage', `the policy reference ${ref} needs a profile.`, [
      'name one with --profile',
    ]);
  }
  if (/^[A-Za-z0-9_.-]+$/.test(profile)) return profile;
  throw new SentinelError(
    'failed',
    `the profile ${JSON.stringify(profile)} cannot stand in the policy reference ${ref}: only A-Z a-z 0-9 _ . - can.`,
    ['set policy: in config.yaml to a reference without {profile}'],
  );
}
