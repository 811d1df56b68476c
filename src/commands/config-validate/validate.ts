import type { Context } from '../../context.ts';
import type { SentinelError } from '../../errors.ts';
import type { Surroundings } from '../../policy/lint/shared.ts';
import type { ParsedArgs } from '../types.ts';
import { type Report, unreadable } from './check.ts';
import { KINDS } from './kind.ts';
import { checkTexts } from './parts.ts';
import { type Outcome, passes, print } from './print.ts';
import { sourceOf } from './read.ts';
import { inUse, type Wanted } from './wanted.ts';

/**
 * Checks what is named (files, `ssm:` references), or the config in use with the policies it names.
 * @returns 1 for any error; else the exit code of what could not be read; else 0.
 */
export async function validate(
  ctx: Context,
  args: ParsedArgs,
  signal: AbortSignal,
): Promise<number> {
  const { flags, positionals, rest } = args;
  const kind = KINDS.find((one) => one === flags['kind']) ?? null;
  const named = [...positionals, ...(rest ?? [])].map((name): Wanted => ({ name, kind }));
  const around = await surroundings(ctx);
  const found = await wanted(ctx, flags, named, around);
  const reports: Report[] = [...found.reports];
  const unread: SentinelError[] = [];
  const read = sourceOf(ctx, flags, signal);
  for (const one of found.policies) {
    const source = await read(one.name);
    if ('texts' in source) {
      reports.push(...(await checkTexts(one.name, source.texts, one.kind, around)));
    } else if (source.error) {
      unread.push(source.error);
      reports.push({ ...unreadable(one.name, source.why), kind: one.kind, unread: true });
    } else
      reports.push({ ...unreadable(one.name.replace(/^file:/, ''), source.why), kind: one.kind });
  }
  const strict = flags['strict'] === true;
  const outcome: Outcome = { reports, left: found.left, next: unread.flatMap(({ next }) => next) };
  print(ctx, outcome, strict, flags['json'] === true);
  if (reports.some((report) => !report.unread && !passes(report, strict))) return 1;
  return unread[0]?.exitCode ?? 0;
}

async function wanted(
  ctx: Context,
  flags: ParsedArgs['flags'],
  named: readonly Wanted[],
  around: Surroundings,
) {
  if (named.length > 0) return { reports: [], policies: named, left: [] };
  const text = (name: string) => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  return inUse(ctx, text('config'), text('profile'), around);
}

/** The profiles of the AWS config, if there is one to hold a policy against. */
export async function surroundings(ctx: Context): Promise<Surroundings> {
  const { existsSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(ctx.paths.awsConfig) && !existsSync(ctx.paths.awsCredentials)) return {};
  const { loadProfiles } = await import('../../profiles/load.ts');
  // A broken AWS config is not this command's to report.
  const found = await loadProfiles(ctx).catch(() => null);
  return found ? { profiles: found.profiles.map((profile) => profile.name) } : {};
}
