/** Verdicts, reasoning and break-glass offers, from the gate. */
import type { Context } from '../../context.ts';
import type { PreviewFacts, PreviewRow } from '../../gate/preview.ts';
import type { Where } from '../adapters.ts';
import type { ExplainedRule, Facts, Problem, ProfileRow, ProfilesPort } from '../ports.ts';

/** @param known told whose profiles these are, once AWS has said it. */
export function createProfiles(
  ctx: Context,
  where: () => Promise<Where>,
  known: (user: string) => void,
): ProfilesPort {
  return {
    async preview(tell) {
      const [{ previewAll }, { nameCounts }, about] = await Promise.all([
        import('../../gate/preview.ts'),
        import('../../policy/names.ts'),
        where(),
      ]);
      const rows = new Map<string, ProfileRow>();
      let waiting = false;
      const flush = () => {
        waiting = false;
        tell({ type: 'rows', rows: [...rows.values()] });
      };
      await previewAll(ctx, { mode: 'cli', ...about }, (update) => {
        if (update.type === 'facts') {
          known(update.facts.principal.rawName);
          tell({ type: 'facts', facts: toFacts(ctx, update.facts, nameCounts) });
          return;
        }
        for (const row of update.rows) rows.set(row.profile, toRow(row));
        // Groups that come in together are shown together.
        if (!waiting) setImmediate(flush);
        waiting = true;
      });
      if (rows.size === 0) tell({ type: 'unconfigured' });
    },

    async explain(profile) {
      const [{ assess }, { explain }, { prepare }] = await Promise.all([
        import('../../gate/assess.ts'),
        import('../../policy/explain.ts'),
        import('../../policy/prepare.ts'),
      ]);
      const { access, principal, roleArn, account, request, verdict } = await assess(ctx, {
        profile,
        mode: 'cli',
        ...(await where()),
      });
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
      const [{ assess }, { breakglassState }, { evaluateBreakglass }] = await Promise.all([
        import('../../gate/assess.ts'),
        import('../../gate/breakglass-state.ts'),
        import('../../policy/breakglass.ts'),
      ]);
      const request = { profile, mode: 'cli' as const, ...(await where()) };
      const state = await breakglassState(ctx, request);
      if (!state.on) return { allowed: false, reason: state.reason };
      const { principal, roleArn, account, verdict } = await assess(ctx, request);
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
