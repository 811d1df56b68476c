/** The console's rows where there is no terminal: a plain table, or JSON. Knows nothing of Ink. */
import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import type { PreviewFacts, PreviewRow } from '../gate/preview.ts';
import { jsonText } from '../terminal/json-text.ts';
import { toRow } from './adapters/profiles.ts';
import { kindOf, roleName, WORDS } from './outcome.ts';
import type { ProfileRow } from './ports.ts';
import { t } from './text/spans.ts';
import { zoned } from './text/times.ts';
import { cut, width } from './text/width.ts';

/**
 * Prints every profile with its verdict: JSON with --json, else one line each.
 * @returns 0; a profile's own trouble is in its row. @throws SentinelError where nothing can be said.
 */
export async function printRows(ctx: Context, args: ParsedArgs): Promise<number> {
  const [{ previewAll }, { where }] = await Promise.all([
    import('../gate/preview.ts'),
    import('../commands/gate-flags.ts'),
  ]);
  const found = new Map<string, PreviewRow>();
  const seen: { facts: PreviewFacts | null } = { facts: null };
  await previewAll(ctx, { mode: 'cli', ...where(args) }, (update) => {
    if (update.type === 'facts') seen.facts = update.facts;
    else if (update.type === 'rows') for (const row of update.rows) found.set(row.profile, row);
  });
  const rows = [...found.values()];
  const { stdout, stderr } = ctx.stdio;
  if (args.flags['json']) {
    stdout.write(`${jsonText(asJson(seen.facts, rows), 2)}\n`);
  } else if (rows.length === 0) {
    stderr.write('sentinel: no AWS profiles yet. Try it without an account: sentinel --sandbox\n');
  } else {
    stdout.write(table(rows.map(toRow), ctx.clock.now() + (seen.facts?.skew ?? 0)));
  }
  return 0;
}

/** The widest a column of the table gets, in cells. */
const MOST = { profile: 40, account: 16, role: 32, rule: 32, why: 100 } as const;

/** The rows as text, columns aligned; ASCII words only, so that it can be searched and cut. */
export function table(rows: readonly ProfileRow[], now: number): string {
  const cells = [
    ['VERDICT', 'PROFILE', 'ACCOUNT', 'ROLE', 'UNTIL/FROM', 'RULE', 'WHY'],
    ...rows.map((row) => [
      WORDS[kindOf(row)],
      short(row.name, MOST.profile),
      short(row.account ?? '', MOST.account) || '-',
      short(roleName(row), MOST.role) || '-',
      whenOf(row, now) || '-',
      short(row.verdict?.rule ?? '', MOST.rule) || '-',
      short(row.problem?.text ?? row.verdict?.reason ?? '', MOST.why),
    ]),
  ];
  const wide =
    cells[0]?.map((_, at) => Math.max(...cells.map((line) => width(line[at] ?? '')))) ?? [];
  return cells
    .map((line) =>
      line
        .map((text, at) => pad(text, wide[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The rows as other programs read them: field names as in `policy explain --json`. */
export function asJson(facts: PreviewFacts | null, rows: readonly PreviewRow[]) {
  return {
    principal: facts && {
      arn: facts.principal.arn,
      account_id: facts.principal.account,
      identity_type: facts.principal.type,
      raw_username: facts.principal.rawName,
    },
    policy: facts && {
      ref: facts.policy.ref,
      version: facts.policy.version,
      sha256: facts.policy.sha256,
    },
    region: facts?.region ?? null,
    profiles: rows.map(({ profile, roleArn, account, region, verdict, unstampable, problem }) => ({
      profile,
      role_arn: roleArn,
      account,
      region,
      effect: verdict?.effect ?? null,
      declared_effect: verdict?.declaredEffect ?? null,
      needs: verdict?.needs ?? null,
      rule: verdict?.rule ?? null,
      rule_index: verdict?.ruleIndex ?? -1,
      reason: verdict?.reason ?? null,
      until: iso(verdict?.until),
      next_change: verdict?.nextChange
        ? { at: iso(verdict.nextChange.at), effect: verdict.nextChange.effect }
        : null,
      breakglass: verdict?.breakglass ?? null,
      unstampable,
      problem: problem && { kind: problem.kind, message: problem.message, next: problem.next },
    })),
  };
}

function whenOf(row: ProfileRow, now: number): string {
  const { verdict } = row;
  if (!verdict) return '';
  if (verdict.effect === 'allow') {
    return verdict.until ? `until ${zoned(verdict.until, now, verdict.timezone)}` : '';
  }
  const change = verdict.nextChange;
  return change?.effect === 'allow' ? `from ${zoned(change.at, now, verdict.timezone)}` : '';
}

function iso(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}

function short(text: string, cells: number): string {
  return cut(t(text).text, cells, '~');
}

function pad(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - width(text)));
}
