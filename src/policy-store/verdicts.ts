/** What a change of the access policy does to people. Pure: who asks brings the facts. */
import type { Principal } from '../identity/types.ts';
import {
  type AskedProfile,
  comparePolicies,
  hasAccess,
  NO_POLICY,
  type Question,
} from '../policy/compare/compare.ts';
import { callerAmong, type Door, peopleOf } from '../policy/compare/people.ts';
import { reportOf, type VerdictChange } from '../policy/compare/report.ts';
import { prepare } from '../policy/evaluate.ts';
import { type AccessPolicy, MODES } from '../policy/types.ts';
import type { Profile } from '../profiles/types.ts';
import { namedProfiles } from './named-profiles.ts';

const WEEK = 7 * 86_400_000;

export interface VerdictReport {
  readonly question: Question;
  readonly changes: readonly VerdictChange[];
  /** The caller had access somewhere, and has none left anywhere. */
  readonly lockedOut: boolean;
  /** What a reader must know of the report itself. */
  readonly notes: readonly string[];
}

/**
 * @param before null: there is no policy yet, and nobody gets anything.
 * @param after null: there is to be none any more.
 * @param about.profiles of the AWS files; those that this policy judges.
 * @param about.caller null: not known.
 * @param about.now AWS's time, milliseconds.
 */
export function verdictReport(
  before: AccessPolicy | null,
  after: AccessPolicy | null,
  about: {
    readonly profiles: readonly Profile[];
    readonly caller: Principal | null;
    readonly now: number;
    /** The only profile that this policy is for; null: it is for all. */
    readonly only: string | null;
  },
): VerdictReport {
  const policies = [before ?? NO_POLICY, after ?? NO_POLICY] as const;
  const [was, is] = [prepare(policies[0]), prepare(policies[1])];
  const { profiles, notes } = askedProfiles(policies, about.profiles, about.only);
  const people = peopleOf(policies, about.caller);
  const question = { profiles, people, modes: MODES, from: about.now, until: about.now + WEEK };
  const changes = reportOf(comparePolicies(was, is, question), question);
  const you = callerAmong(people);
  const lockedOut = you !== null && hasAccess(was, question, you) && !hasAccess(is, question, you);
  const shared = after?.ledger !== undefined && after.ledger !== 'local';
  return {
    question,
    changes,
    lockedOut,
    notes: shared
      ? [
          ...notes,
          'Its ledger is DynamoDB: this version cannot use that, and gives nobody credentials.',
        ]
      : notes,
  };
}

/** Those of the AWS files, and those that a policy names or pins and these files do not have. */
function askedProfiles(
  policies: readonly AccessPolicy[],
  known: readonly Profile[],
  only: string | null,
): { profiles: AskedProfile[]; notes: string[] } {
  const judged = ({ name }: { readonly name: string }) => only === null || name === only;
  const usable = ({ problem, roleArn }: Profile) => problem === null || roleArn !== null;
  const names = new Set(known.map(({ name }) => name));
  const mine = known.filter(judged).filter(usable);
  const others = namedProfiles(policies, names).filter(judged);
  const listed = [...new Set(others.map(({ name }) => name))].join(', ');
  const notes =
    listed === '' ? [] : [`Not in your AWS files, asked as the policy names them: ${listed}.`];
  return { profiles: [...mine.map(asked), ...others], notes };
}

function asked({ name, roleArn, account, unstampable, base }: Profile): AskedProfile {
  const door: Door = base?.kind === 'sso' ? { account: base.account, role: base.role } : null;
  return { name, roleArn, account, stampable: unstampable === null, door };
}
