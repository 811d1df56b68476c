import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { profileSection } from '../../config/generate/profile-section.ts';
import { processLine } from '../../config/process-line.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { roleArn as roleArnProblem } from '../../policy/schema/shared.ts';
import type { ParsedArgs } from '../types.ts';

/** The section of the AWS config for `--template profile`. Printed only: that file is the user's. */
export async function section(ctx: Context, { flags }: ParsedArgs): Promise<string> {
  const text = (name: string) => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [name, role, region, source] = [
    text('profile'),
    text('role-arn'),
    text('region'),
    text('aws-profile'),
  ];
  if (name === undefined) {
    throw new SentinelError('usage', '--template profile needs --profile NAME.', [
      'sentinel config generate --template profile --profile prod',
    ]);
  }
  const extra = ['output', 'force', 'profiles', 'json'].find((flag) => flags[flag] !== undefined);
  if (extra !== undefined) {
    throw new SentinelError(
      'usage',
      `--template profile only prints; --${extra} does not go with it.`,
    );
  }
  const wrong = role === undefined ? null : roleArnProblem(role);
  if (wrong !== null) throw new SentinelError('usage', `--role-arn ${wrong}.`);
  const { loadIniFiles } = await import('../../aws/ini.ts');
  const { profiles } = await loadIniFiles({
    config: ctx.paths.awsConfig,
    credentials: ctx.paths.awsCredentials,
  });
  return profileSection({
    name,
    settings: profiles.find((one) => one.name === name)?.settings ?? null,
    taken: profiles.map((one) => one.name),
    ...(role !== undefined && { roleArn: role }),
    ...(source !== undefined && { source }),
    ...(region !== undefined && { region: region.split(',')[0] ?? region }),
    process: processLine(
      [...program(ctx), ...world(ctx, text('config')), 'credentials', '--profile', name],
      ctx.platform,
    ),
  });
}

/** What the line must say to meet the world that this command meets; the environment stays. */
function world({ sandbox, env }: Context, config: string | undefined): string[] {
  return [
    ...(sandbox ? ['--sandbox', '--as', sandbox.as] : []),
    ...(config !== undefined && config !== env['SENTINEL_CONFIG']
      ? ['--config', resolve(config)]
      : []),
  ];
}

/**
 * How this very program is started again: tools that have no PATH of the user's must find it. Installed,
 * the command itself, which outlives the Node that runs it now.
 */
function program(ctx: Context): readonly string[] {
  const [node, script] = ctx.self;
  if (ctx.platform === 'win32' || /\.[cm]?[jt]s$/.test(script)) return [node, script];
  try {
    accessSync(script, constants.X_OK);
    return [script];
  } catch {
    return [node, script];
  }
}
