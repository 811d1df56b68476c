import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import type { Verdict } from '../../policy/types.ts';
import type { VerdictFact } from '../facts/verdicts.ts';
import { ok, problem, skipped } from '../finding.ts';
import type { Check } from '../types.ts';

export const verdict: Check = {
  id: 'verdict',
  title: 'Verdict',
  about: 'what the policy says now: of the chosen profile, else how many it allows',
  async run(ctx, facts) {
    const judged = await facts.verdicts();
    const [first] = judged;
    if (!first) return skipped('Without base credentials and a policy there is none.');
    if (facts.request.profile !== undefined) return ofOne(ctx, first);
    const of = (effect: Verdict['effect']) =>
      judged.filter((one) => one.verdict.effect === effect).length;
    const [allowed, approval, denied] = [of('allow'), of('require_approval'), of('deny')];
    const said = `${allowed} allowed, ${approval} with an approval, ${denied} denied.`;
    if (allowed > 0) return ok(said);
    return problem(
      `No profile is allowed now: ${said}`,
      `sentinel policy explain --profile ${shellWord(first.profile.name)}`,
    );
  },
};

async function ofOne(ctx: Context, { profile, principal, verdict: says, ref }: VerdictFact) {
  const { policyUsername } = await import('../../identity/principal.ts');
  if (says.effect === 'allow') {
    const by = says.rule === null ? '' : `, by rule "${says.rule}"`;
    return ok(`[${profile.name}] is allowed to ${policyUsername(principal)}${by}.`);
  }
  const { refusal } = await import('../../gate/refusal.ts');
  const breakglass = ctx.sandbox !== undefined;
  const why = refusal(says, { profile: profile.name, policyRef: ref, breakglass });
  return problem(why.message, ...why.next);
}
