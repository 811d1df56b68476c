import type { Context } from '../context.ts';
import type { KeysRow } from '../stored-keys/list.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** What is in the key store; secrets never leave it this way. */
export const command: CommandSpec = {
  name: 'keys list',
  summary: 'which access keys are stored, whose, how old, which profiles use them',
  flags: { json: { type: 'boolean', summary: 'print them as JSON' } },
  examples: ['sentinel --sandbox keys list', 'sentinel --sandbox keys list --json'],
  exitCodes: [0, 1, 2, 130],
  run,
};

const DAY_MS = 86_400_000;

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const { listKeys } = await import('../stored-keys/list.ts');
  const { label, rows } = await listKeys(ctx, where(args));
  const now = ctx.clock.now();
  if (args.flags['json'] === true) {
    ctx.stdio.stdout.write(
      `${jsonText({ store: label, keys: rows.map((row) => asJson(row, now)) }, 2)}\n`,
    );
    return rows.some(({ problem }) => problem !== null) ? 1 : 0;
  }
  if (rows.length === 0) {
    ctx.stdio.stderr.write(
      `There are no access keys in ${label}. Add some: sentinel keys add NAME\n`,
    );
    return 0;
  }
  const { visible } = await import('../terminal/sanitise.ts');
  const cells = rows.map((row) => asCells(row, now));
  const widths = cells[0]?.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  for (const row of cells) {
    const line = row.map((cell, at) => visible(cell).padEnd(widths?.[at] ?? 0)).join('  ');
    ctx.stdio.stdout.write(`${line.trimEnd()}\n`);
  }
  for (const { name, problem, rotation } of rows) {
    if (problem !== null) ctx.stdio.stderr.write(`sentinel: ${visible(problem)}\n`);
    if (rotation !== null) {
      ctx.stdio.stderr.write(
        `sentinel: a rotation of "${name}" has not come to its end: sentinel keys rotate ${name}\n`,
      );
    }
  }
  return rows.some(({ problem }) => problem !== null) ? 1 : 0;
}

function asCells(row: KeysRow, now: number): string[] {
  const days = ageOf(row, now);
  const what = row.createdAt === null ? 'stored' : 'made';
  const age = days === null ? '' : `${what} ${days === 0 ? 'today' : `${days}d ago`}`;
  const whose = row.owner?.arn ?? '(never asked)';
  return [row.name, row.id ?? '(unreadable)', whose, age, users(row.profiles)];
}

/** Days since AWS made it, or, where AWS never told, since it was stored. */
function ageOf({ createdAt, addedAt }: KeysRow, now: number): number | null {
  const since = createdAt ?? addedAt;
  return since === null ? null : Math.max(0, Math.floor((now - since) / DAY_MS));
}

/** A few names; `--json` has all. */
function users(profiles: readonly string[]): string {
  const [first, ...others] = profiles;
  if (first === undefined) return 'used by no profile';
  return others.length === 0 ? `used by ${first}` : `used by ${first} and ${others.length} more`;
}

function asJson(row: KeysRow, now: number) {
  return {
    name: row.name,
    access_key_id: row.id,
    arn: row.owner?.arn ?? null,
    account: row.owner?.account ?? null,
    created_at: iso(row.createdAt),
    added_at: iso(row.addedAt),
    age_days: ageOf(row, now),
    rotation: row.rotation,
    kept_inactive: row.previousId,
    profiles: row.profiles,
    problem: row.problem,
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
