import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { configPath, parseConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { shellWord } from '../../gate/quote.ts';
import { formatProblem } from '../../policy/problems.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { check, type Report, unreadable } from './check.ts';
import { KINDS, type Kind } from './kind.ts';

/** A reference to a file as its path. @throws SentinelError usage for one to Parameter Store. */
function toPath(named: string): string {
  if (!named.startsWith('ssm:')) return named.replace(/^file:/, '');
  const name = named.slice(4);
  throw new SentinelError('usage', `config validate checks files, not ${named}.`, [
    `aws ssm get-parameter --with-decryption --name ${shellWord(name)} --query Parameter.Value --output text > policy.yaml`,
    'sentinel config validate policy.yaml',
  ]);
}

/** Checks the named files, or the config in use with the policies it names. Exit 1 for any error. */
export async function validate(ctx: Context, args: ParsedArgs): Promise<number> {
  const { flags, positionals, rest } = args;
  const kind = KINDS.find((one) => one === flags['kind']) ?? null;
  const paths = [...positionals, ...(rest ?? [])].map(toPath);
  const config = typeof flags['config'] === 'string' ? flags['config'] : undefined;
  const files = paths.length > 0 ? paths.map((path) => ({ path, kind })) : await inUse(ctx, config);
  const around = { profiles: await profileNames(ctx) };
  const reports: Report[] = [];
  for (const file of files) {
    const text = await read(file.path);
    reports.push(
      typeof text === 'string'
        ? await check(
            file.path,
            text,
            file.kind,
            around.profiles ? { profiles: around.profiles } : {},
          )
        : unreadable(file.path, text.why),
    );
  }
  const strict = flags['strict'] === true;
  const failed = reports.some((report) => !passes(report, strict));
  const { stdout, stderr } = ctx.stdio;
  if (flags['json'])
    stdout.write(
      `${jsonText({ ok: !failed, files: reports.map((one) => json(one, strict)) }, 2)}\n`,
    );
  else {
    for (const report of reports)
      for (const line of lines(report)) stdout.write(`${visible(line)}\n`);
    for (const report of reports) {
      if (report.problems.length === 0)
        stderr.write(`${visible(`${report.path}: ok (${report.kind})`)}\n`);
    }
  }
  return failed ? 1 : 0;
}

function passes(report: Report, strict: boolean): boolean {
  return !report.problems.some(({ severity }) => strict || severity === 'error');
}

function lines({ path, problems }: Report): string[] {
  return problems.map((problem) => {
    const mark = problem.severity === 'warning' ? 'warning: ' : '';
    return formatProblem(path, { ...problem, message: `${mark}${problem.message}` });
  });
}

function json(report: Report, strict: boolean): unknown {
  return {
    path: report.path,
    kind: report.kind,
    ok: passes(report, strict),
    problems: report.problems,
  };
}

/** The config file in use and the policies in files that it names. */
async function inUse(
  ctx: Context,
  flagPath: string | undefined,
): Promise<{ path: string; kind: Kind }[]> {
  const { path } = configPath(ctx, flagPath);
  const text = await read(path);
  if (typeof text !== 'string') {
    throw new SentinelError('usage', `There is no config file at ${path}.`, [
      'name what to check: sentinel config validate policy.yaml',
    ]);
  }
  const files: { path: string; kind: Kind }[] = [{ path, kind: 'config' }];
  // A config that does not pass names nothing that could be relied on; its own problems come first.
  const config = await parseConfig(text, path).catch(() => null);
  for (const [ref, kind] of [
    [config?.policy, 'access'],
    [config?.breakglass, 'breakglass'],
  ] as const) {
    if (ref?.startsWith('file:') && !ref.includes('{profile}')) {
      files.push({ path: resolve(dirname(path), ref.slice(5)), kind });
    }
  }
  return files;
}

/** The profiles of the AWS config, if there is one to hold a policy against. */
async function profileNames(ctx: Context): Promise<string[] | undefined> {
  const { existsSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(ctx.paths.awsConfig) && !existsSync(ctx.paths.awsCredentials)) return undefined;
  const { loadProfiles } = await import('../../profiles/load.ts');
  // A broken AWS config is not this command's to report.
  const found = await loadProfiles(ctx).catch(() => null);
  return found?.profiles.map((profile) => profile.name);
}

async function read(path: string): Promise<string | { why: string }> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    return { why: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})` };
  }
}
