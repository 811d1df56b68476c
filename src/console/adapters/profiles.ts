/** Verdicts, reasoning and break-glass offers, from the gate. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import type { PreviewFacts, PreviewJudged, PreviewRow } from '../../gate/preview.ts';
import { nameCounts } from '../../policy/names.ts';
import type { Where } from '../adapters.ts';
import type { ExplainedRule, Facts, Problem, ProfileRow, ProfilesPort } from '../ports.ts';
import { gather } from './gather.ts';
import { reviveSandbox } from './sandbox.ts';

/** @param known told each name that this person has to AWS; `header`: the one that the header shows. */
export function createProfiles(
  ctx: Context,
  asking: Where,
  known: (user: string, header: boolean) => void,
): ProfilesPort {
  const judgedBy = new Map<string, PreviewJudged>();
  const rows = new Map<string, ProfileRow>();
  const about = (profile: string) => {
    const judged = judgedBy.get(profile);
    const row = rows.get(profile);
    if (!judged || !row) throw new SentinelError('failed', `${profile} has no verdict yet.`);
    const { principal } = judged;
    return { judged, asked: { principal, profile, roleArn: row.roleArn, account: row.account } };
  };
  let again = false;
  return {
    async preview(tell) {
      // The first time it has just answered.
      if (again) await reviveSandbox(ctx);
      again = true;
      const { previewAll } = await import('../../gate/preview.ts');
      const screen = gather(tell);
      try {
        await previewAll(ctx, { mode: 'cli', ...asking }, (update) => {
          if (update.type === 'facts') {
            known(update.facts.principal.rawName, true);
            screen.facts(toFacts(ctx, update.facts));
          } else if (update.type === 'judged') {
            known(update.judged.principal.rawName, false);
            screen.own(update.judged.principal.arn);
            for (const profile of update.judged.profiles) judgedBy.set(profile, update.judged);
          } else if (update.type === 'progress') {
            screen.progress({ done: update.done, of: update.of });
          } else {
            const told = update.rows.map(toRow);
            // One that is being asked again is known as before until there is something newer.
            for (const row of told) {
              if (row.verdict || row.problem || !rows.has(row.name)) rows.set(row.name, row);
            }
            screen.rows(told);
          }
        });
      } finally {
        screen.flush();
      }
      if (screen.count() === 0) tell({ type: 'unconfigured' });
    },

    async explain(profile) {
      const { explain } = await import('../../policy/explain.ts');
      const { judged, asked } = about(profile);
      const { trace } = explain(judged.prepared, { ...asked, mode: 'cli' }, judged.now());
      return trace.map(
        (entry): ExplainedRule => ({
          rule: entry.rule,
          effect: entry.effect,
          matched: entry.matched,
          conditions: entry.matched ? entry.held : entry.failed.map(({ why }) => why),
        }),
      );
    },

    async week(profile) {
      const { weekOf } = await import('../../policy/week.ts');
      const { judged, asked } = about(profile);
      return weekOf(judged.prepared, { ...asked, mode: 'cli' }, judged.now());
    },

    async offer(profile) {
      const { judged, asked } = about(profile);
      const [state, { evaluateBreakglass }] = await Promise.all([
        judged.breakglass(profile),
        import('../../policy/breakglass.ts'),
      ]);
      if (!state.on) return { allowed: false, reason: state.reason };
      return evaluateBreakglass(state.loaded.policy, asked, judged.now());
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
    assumed: row.assumed,
    ...(row.assumedFrom !== undefined && { assumedFrom: row.assumedFrom }),
    ...(row.mfaSerial !== undefined && { mfaSerial: row.mfaSerial }),
    problem: row.problem && toProblem(row.problem),
  };
}

function toProblem(problem: NonNullable<PreviewRow['problem']>): Problem {
  const kind = problem.kind === 'not_signed_in' ? 'signin' : 'error';
  const { message: text, next, need } = problem;
  return { kind, text, next, ...(need && { need }) };
}

function toFacts(ctx: Context, facts: PreviewFacts): Facts {
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
    signIn: facts.signIn.map(({ session, until }) => ({
      session,
      until: until === null ? null : until + (facts.skew ?? 0),
    })),
  };
}
