/** Verdicts, reasoning and break-glass offers, from the gate. */
import type { Context } from '../../context.ts';
import type { PreviewFacts, PreviewRow } from '../../gate/preview.ts';
import type { Assessment } from '../../gate/types.ts';
import type { Where } from '../adapters.ts';
import type { ExplainedRule, Facts, Problem, ProfileRow, ProfilesPort } from '../ports.ts';
import { gather } from './gather.ts';

/** @param known told whose profiles these are, once AWS has said it. */
export function createProfiles(
  ctx: Context,
  where: () => Promise<Where>,
  known: (user: string) => void,
): ProfilesPort {
  // Reasoning and offer of a profile are asked for together: they share one look at AWS.
  const assessed = new Map<string, Promise<Assessment>>();
  const assessOnce = async (profile: string): Promise<Assessment> => {
    const known = assessed.get(profile);
    if (known) return known;
    const asking = assessNow(profile);
    assessed.set(profile, asking);
    asking.catch(() => assessed.delete(profile));
    return asking;
  };
  const assessNow = async (profile: string): Promise<Assessment> => {
    const { assess } = await import('../../gate/assess.ts');
    return assess(ctx, { profile, mode: 'cli', ...(await where()) });
  };
  return {
    async preview(tell) {
      const [{ previewAll }, { nameCounts }, about] = await Promise.all([
        import('../../gate/preview.ts'),
        import('../../policy/names.ts'),
        where(),
      ]);
      const screen = gather(tell);
      assessed.clear();
      try {
        await previewAll(ctx, { mode: 'cli', ...about }, (update) => {
          if (update.type === 'rows') screen.rows(update.rows.map(toRow));
          else {
            known(update.facts.principal.rawName);
            screen.facts(toFacts(ctx, update.facts, nameCounts));
          }
        });
      } finally {
        screen.flush();
      }
      if (screen.count() === 0) tell({ type: 'unconfigured' });
    },

    async explain(profile) {
      const [{ explain }, { prepare }, assessment] = await Promise.all([
        import('../../policy/explain.ts'),
        import('../../policy/prepare.ts'),
        assessOnce(profile),
      ]);
      const { access, principal, roleArn, account, request, verdict } = assessment;
      const asked = { principal, roleArn, account, profile: request.profile, mode: request.mode };
      const { trace } = explain(prepare(access.policy), asked, verdict.evaluatedAt);
      return trace.map(
        (entry): ExplainedRule => ({
          rule: entry.rule,
          effect: entry.effect,
          matched: entry.matched,
          conditions: entry.matched ? entry.held : entry.failed.map(({ why }) => why),
        }),
      );
    },

    async offer(profile) {
      const [{ breakglassState }, { evaluateBreakglass }] = await Promise.all([
        import('../../gate/breakglass-state.ts'),
        import('../../policy/breakglass.ts'),
      ]);
      const [state, assessment] = await Promise.all([
        breakglassState(ctx, { profile, mode: 'cli', ...(await where()) }),
        assessOnce(profile),
      ]);
      if (!state.on) return { allowed: false, reason: state.reason };
      const { principal, roleArn, account, verdict } = assessment;
      return evaluateBreakglass(
        state.loaded.policy,
        { principal, profile, roleArn, account },
        verdict.evaluatedAt,
      );
    },
  };
}

/** A row of the gate's preview as the console shows it. */
export function toRow(row: PreviewRow): ProfileRow {
  return {
    name: row.profile,
    roleArn: row.roleArn,
    account: row.account,
    region: row.region,
    verdict: row.verdict,
    unstampable: row.unstampable,
    problem: row.problem && toProblem(row.problem),
  };
}

function toProblem(problem: NonNullable<PreviewRow['problem']>): Problem {
  const kind = problem.kind === 'not_signed_in' ? 'signin' : 'error';
  return { kind, text: problem.message, next: problem.next };
}

function toFacts(
  ctx: Context,
  facts: PreviewFacts,
  nameCounts: typeof import('../../policy/names.ts').nameCounts,
): Facts {
  const { principal, policy } = facts;
  return {
    name: principal.rawName,
    arn: principal.arn,
    account: principal.account,
    identityType: principal.type,
    userId: principal.userId,
    nameCounts: nameCounts(principal, policy.trustedPrincipals),
    source: facts.source,
    policyRef: policy.ref,
    policyVersion: policy.version,
    policyLoadedAt: policy.loadedAt ?? ctx.clock.now(),
    region: facts.region,
    endpoint: facts.endpoint,
    skew: facts.skew,
  };
}
