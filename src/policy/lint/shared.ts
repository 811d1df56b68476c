import leven from 'leven';
import { compileGlob, nfc } from '../glob.ts';
import { expandGroups } from '../groups.ts';
import type { TimeWindow } from '../types.ts';

/** Something that passes but is probably not what was meant. */
export interface Warning {
  /** Where in the document: `['rules', 2, 'conditions']`. */
  readonly path: Path;
  readonly message: string;
}

/** What is known of the machine, where a policy is checked against it. */
export interface Surroundings {
  /** The names in the AWS config. */
  readonly profiles?: readonly string[];
}

type Path = readonly (string | number)[];
type Groups = Readonly<Record<string, readonly string[]>>;

/**
 * What is odd about a list of people: a name that is a slip of the pen away from a group's is probably
 * meant to be the group, and a group may hold nobody.
 */
export function people(entries: readonly string[], groups: Groups, path: Path): Warning[] {
  const names = Object.keys(groups);
  return entries.flatMap((entry, i) => {
    const at = [...path, i];
    if (Object.hasOwn(groups, nfc(entry))) {
      return expandGroups([entry], groups).length > 0
        ? []
        : [{ path: at, message: `the group ${quoted(entry)} is empty: it names nobody` }];
    }
    if (/[*?]/.test(entry)) return [];
    const near = names.find((group) => leven(entry, group) <= (group.length > 5 ? 2 : 1));
    if (near === undefined) return [];
    const message = `there is no group ${quoted(entry)}; did you mean ${quoted(near)}?`;
    return [{ path: at, message }];
  });
}

/** Profiles that the AWS config of this machine does not have. */
export function unknownProfiles(
  patterns: readonly string[] | undefined,
  around: Surroundings,
  path: Path,
): Warning[] {
  const { profiles: known } = around;
  if (!known) return [];
  return (patterns ?? []).flatMap((pattern, i) => {
    const glob = compileGlob(pattern);
    if (known.some((profile) => glob.test(nfc(profile)))) return [];
    const what = glob.form === 'exact' ? 'there is no profile' : 'no profile matches';
    return [{ path: [...path, i], message: `${what} ${quoted(pattern)} in the AWS config` }];
  });
}

/** A window whose zone nobody named. */
export function withoutZone(
  time: TimeWindow | undefined,
  timezone: string | undefined,
  path: Path,
): Warning[] {
  if (!time || time.timezone !== undefined || timezone !== undefined) return [];
  return [
    {
      path,
      message: 'no zone: the window runs in UTC; name one here or with timezone: at the top',
    },
  ];
}

/**
 * What gives access by a profile's name alone: a profile is a section of a file that the user may edit;
 * only a role or account is AWS's.
 * @param pinned profiles that may lead to one role only.
 */
export function withoutTarget(
  scope: {
    readonly profiles?: readonly string[];
    readonly roles?: readonly string[];
    readonly accounts?: readonly string[];
  },
  pinned: Readonly<Record<string, string>> | null,
  path: Path,
): Warning[] {
  const { profiles, roles, accounts } = scope;
  if (!profiles?.length || roles?.length || accounts?.length) return [];
  const loose = profiles.find((profile) => !pinned || !Object.hasOwn(pinned, profile));
  if (loose === undefined) return [];
  const ways = pinned ? 'roles, accounts or targets' : 'roles or accounts';
  return [{ path, message: `anyone may point ${quoted(loose)} at another role; add ${ways}` }];
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}
