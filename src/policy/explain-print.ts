import type { Explanation, TraceEntry } from './explain.ts';
import type { Verdict } from './types.ts';
import { instantText } from './window-text.ts';
import { openZone } from './zone.ts';

/** The shape of `policy explain --json`. Instants are ISO 8601 in UTC. */
export function explanationJson({ request, verdict, trace }: Explanation): Record<string, unknown> {
  return {
    effect: verdict.effect,
    declared_effect: verdict.declaredEffect,
    needs: verdict.needs,
    rule: verdict.rule,
    rule_index: verdict.ruleIndex,
    reason: verdict.reason,
    user: request.principal.rawName,
    profile: request.profile,
    role_arn: request.roleArn,
    mode: request.mode,
    evaluated_at: iso(verdict.evaluatedAt),
    timezone: verdict.timezone,
    until: verdict.until === null ? null : iso(verdict.until),
    next_change: verdict.nextChange && {
      at: iso(verdict.nextChange.at),
      effect: verdict.nextChange.effect,
    },
    breakglass: verdict.breakglass,
    trace: trace.map((entry) => ({
      rule: entry.rule,
      matched: entry.matched,
      failed: entry.failed.map((one) => one.condition),
    })),
  };
}

/**
 * The same for people, a line each. Not yet made safe for a terminal: the caller's to do.
 * @param open as for `prepare`.
 */
export function explanationLines(explanation: Explanation, open = openZone): string[] {
  const { request, verdict, name, trace } = explanation;
  const { principal } = request;
  return [
    `${principal.rawName} (${principal.arn})`,
    `  profile ${request.profile}, ${request.roleArn ?? 'no role'}, mode ${request.mode}`,
    `  at ${instantText(verdict.evaluatedAt, open(verdict.timezone))}`,
    `  the name ${name.counts ? 'counts' : 'does not count, only the ARN (principals:) does'}: ${name.why}`,
    '',
    ...trace.flatMap(ruleLines),
    '',
    `=> ${verdictLine(verdict)}`,
    `   ${verdict.reason}`,
    ...notes(verdict, open).map((note) => `   ${note}`),
  ];
}

function ruleLines(entry: TraceEntry): string[] {
  const mark = entry.decides ? '=>' : entry.matched ? ' +' : '  ';
  const held = entry.held.length > 0 ? entry.held.join(', ') : 'everything';
  const said = entry.matched
    ? `matches (${held})${entry.decides ? '' : ', but does not decide'}`
    : 'does not match';
  return [
    `${mark} ${entry.index + 1}. ${entry.rule} [${entry.effect}] ${said}`,
    ...entry.failed.map((one) => `      ${one.condition}: ${one.why}`),
  ];
}

function verdictLine(verdict: Verdict): string {
  const { effect, declaredEffect, rule } = verdict;
  const word = declaredEffect === null || declaredEffect === effect ? '' : ` (${declaredEffect})`;
  return `${effect}${word}${rule === null ? ', no rule' : ` by rule ${rule}`}`;
}

function notes(verdict: Verdict, open: typeof openZone): string[] {
  const { nextChange, timezone } = verdict;
  const notes: string[] = [];
  if (nextChange)
    notes.push(`until ${instantText(nextChange.at, open(timezone))}, then ${nextChange.effect}`);
  if (verdict.needs) notes.push(`needs ${NEEDS[verdict.needs]}`);
  if (verdict.effect !== 'allow') {
    notes.push(
      verdict.breakglass === 'possible'
        ? 'break-glass can override this'
        : 'break-glass cannot override this',
    );
  }
  if (verdict.unstamped) notes.push('may issue without a stamp where AWS lets none be set');
  return notes;
}

const NEEDS = {
  approval: 'an approved request',
  server: 'server mode',
  server_session: 'server mode with a sessions table',
} as const;

function iso(at: number): string {
  return new Date(at).toISOString();
}
