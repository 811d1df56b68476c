import { compileGlob, nfc } from '../../policy/glob.ts';
import { roleArn } from '../../policy/schema/shared.ts';

/** A profile and the role that it leads to. */
export interface Target {
  readonly profile: string;
  readonly roleArn: string;
}

/** What the generated policies are about; both lists empty: placeholders. */
export interface Targets {
  readonly production: readonly Target[];
  readonly other: readonly Target[];
  /** Profiles that were meant and cannot be written down, with the reason. */
  readonly left: readonly { readonly profile: string; readonly why: string }[];
}

export const NO_TARGETS: Targets = { production: [], other: [], left: [] };

/**
 * Sorts the profiles of the AWS config by their names. Pure.
 * @param wanted globs over profile names.
 */
export function targetsOf(
  profiles: readonly { readonly name: string; readonly roleArn: string | null }[],
  wanted: readonly string[],
): Targets {
  const globs = wanted.map(compileGlob);
  const [production, other, left]: [Target[], Target[], Targets['left'][number][]] = [[], [], []];
  const seen = new Set<string>();
  for (const { name, roleArn: role } of profiles) {
    const known = nfc(name);
    if (!globs.some((glob) => glob.test(known))) continue;
    const why = whyNot(known, role, seen);
    if (why !== null || role === null) left.push({ profile: name, why: why ?? '' });
    else (isProduction(known) ? production : other).push({ profile: known, roleArn: role });
    seen.add(known);
  }
  return { production, other, left };
}

/** Only a first guess, which the generated file says. */
function isProduction(profile: string): boolean {
  return /(?:^|[^a-z])(?:prod|prd|production|live)(?:[^a-z]|$)/i.test(profile);
}

function whyNot(name: string, role: string | null, seen: ReadonlySet<string>): string | null {
  if (role === null) return 'leads to no role';
  if (seen.has(name)) return 'stands twice';
  if (/[*?]/.test(name)) return 'its name holds * or ?';
  if (name.trim() === '') return 'its name is blank';
  return roleArn(role) === null ? null : 'its role is not an ARN of one role';
}
