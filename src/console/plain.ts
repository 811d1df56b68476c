/** The console's rows where there is no terminal: a plain table, or JSON. Knows nothing of Ink. */
import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import type { PreviewFacts, PreviewRow } from '../gate/preview.ts';
import { jsonText } from '../terminal/json-text.ts';
import { visible } from '../terminal/sanitise.ts';
import { toRow } from './adapters/profiles.ts';
import { SKEW_BANNER } from './layout.ts';
import { kindOf, roleName, wordOf } from './outcome.ts';
import { asJson } from './plain-json.ts';
import type { ProfileRow } from './ports.ts';
import { t } from './text/spans.ts';
import { clockOff, until, zoned } from './text/times.ts';
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
    const now = ctx.clock.now() + (seen.facts?.skew ?? 0);
    for (const text of headLines(ctx, seen.facts, now)) stderr.write(`sentinel: ${text}\n`);
    stdout.write(table(rows.map(toRow), now));
  }
  return 0;
}

/** What the console's header says, beside the table and not in it, so that the table stays a table. */
export function headLines(
  ctx: Pick<Context, 'sandbox'>,
  facts: PreviewFacts | null,
  now: number,
): string[] {
  if (!facts) return ['who you are is not known: the rows say why'];
  const { principal, policy, region, endpoint, skew } = facts;
  const version = policy.version === null ? '' : ` v${policy.version}`;
  const signIns = facts.signIn.map(({ session, until: ends }) =>
    ends === null ? `${session}: signed out` : `${session} until ${until(ends + (skew ?? 0), now)}`,
  );
  const lines = [
    [
      `${principal.rawName} (${principal.type} in ${principal.account})`,
      `policy ${policy.ref}${version}`,
      region,
      ...signIns,
    ].join(', '),
  ];
  if (endpoint && !ctx.sandbox) lines.push(`endpoint override in use: ${endpoint}`);
  if (skew !== null && Math.abs(skew) > SKEW_BANNER) {
    lines.push(`this machine's clock is ${clockOff(skew)} AWS; every time here is by AWS`);
  }
  return lines.map((text) => visible(text));
}

/** The widest a column of the table gets, in cells. */
const MOST = { profile: 40, account: 16, role: 32, rule: 32, why: 100 } as const;

/** The rows as text, columns aligned; ASCII words only, so that it can be searched and cut. */
export function table(rows: readonly ProfileRow[], now: number): string {
  const cells = [
    ['VERDICT', 'PROFILE', 'ACCOUNT', 'ROLE', 'UNTIL/FROM', 'RULE', 'WHY'],
    ...rows.map((row) => [
      wordOf(row, kindOf(row)),
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

function whenOf(row: ProfileRow, now: number): string {
  const { verdict } = row;
  if (!verdict) return '';
  if (verdict.effect === 'allow') {
    return verdict.until ? `until ${zoned(verdict.until, now, verdict.timezone)}` : '';
  }
  const change = verdict.nextChange;
  return change?.effect === 'allow' ? `from ${zoned(change.at, now, verdict.timezone)}` : '';
}

function short(text: string, cells: number): string {
  return cut(t(text).text, cells, '~');
}

function pad(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - width(text)));
}
