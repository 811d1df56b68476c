/** What the policies say now, for each profile whose caller and policy are known. */
import type { Principal } from '../../identity/types.ts';
import type { Verdict } from '../../policy/types.ts';
import type { Profile } from '../../profiles/types.ts';
import type { Facts } from '../facts.ts';

export interface VerdictFact {
  readonly profile: Profile;
  readonly principal: Principal;
  readonly ref: string;
  readonly verdict: Verdict;
}

/** On AWS's time, as a request at a terminal would be judged. */
export async function verdictFacts(facts: Facts): Promise<readonly VerdictFact[]> {
  const [bases, policies] = await Promise.all([facts.bases(), facts.policies()]);
  const { evaluate, prepare } = await import('../../policy/evaluate.ts');
  const callers = new Map(bases.map(({ base, caller }) => [base.key, caller]));
  return policies.flatMap(({ loaded, profiles, ref }) => {
    if (!loaded) return [];
    const prepared = prepare(loaded.policy);
    return profiles.flatMap((profile) => {
      const caller = callers.get(profile.base?.key ?? '');
      if (!caller) return [];
      const { principal, reader } = caller;
      const { name, roleArn } = profile;
      const account = roleArn ? profile.account : principal.account;
      const asked = { principal, profile: name, roleArn, account, mode: 'cli' as const };
      return [{ profile, principal, ref, verdict: evaluate(prepared, asked, reader.time.now()) }];
    });
  });
}
