import type { AwsCredentials } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { RotateWish } from '../stored-keys/rotate/start.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import { keysName } from './keys-name.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** A new access key in place of the stored one. */
export const command: CommandSpec = {
  name: 'keys rotate',
  summary:
    'make a new access key at AWS, use it, delete the old one; repeat it where it was cut short',
  positionals: 'NAME',
  completes: ['keys'],
  flags: {
    'keep-old': { type: 'boolean', summary: 'leave the old one at AWS, switched off' },
    'dry-run': { type: 'boolean', summary: 'only say what would be done' },
    json: { type: 'boolean', summary: 'print the outcome as JSON' },
  },
  examples: ['sentinel keys rotate alice --dry-run', 'sentinel keys rotate alice'],
  exitCodes: [0, 1, 2, 3, 4, 5, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const name = keysName(args, 'keys rotate');
  const [{ planStored, rotateStored }, { alone }, { withNeeds }, { visible }] = await Promise.all([
    import('../stored-keys/rotate/start.ts'),
    import('../stored-keys/world.ts'),
    import('./with-needs.ts'),
    import('../terminal/sanitise.ts'),
  ]);
  const { regions, configPath, awsProfile } = where(args);
  const wish: Omit<RotateWish, 'signal'> = {
    name,
    keepOld: args.flags['keep-old'] === true,
    ...(regions && { regions }),
    ...(configPath !== undefined && { configPath }),
    signAs: awsProfile === undefined ? null : () => credentialsOf(ctx, args, awsProfile),
    tell: (text) => void ctx.stdio.stderr.write(`sentinel: ${visible(text)}\n`),
  };
  // Asked for an MFA code, a person may take a while; nobody else rotates meanwhile.
  const under = <T>(work: (ctx: Context, wish: RotateWish) => Promise<T>) =>
    alone(ctx, () =>
      withNeeds(ctx, args, (answers) =>
        interruptible((signal) => work(ctx, { ...wish, ...answers, signal })),
      ),
    );
  if (args.flags['dry-run'] === true) {
    const lines = await under(planStored);
    ctx.stdio.stdout.write(
      args.flags['json'] === true
        ? `${jsonText({ name, steps: lines })}\n`
        : lines.map((line, at) => `${at + 1}. ${visible(line)}\n`).join(''),
    );
    return 0;
  }
  const { id, old, kept } = await under(rotateStored);
  const fate = kept ? 'inactive' : 'deleted';
  ctx.stdio.stdout.write(
    args.flags['json'] === true
      ? `${jsonText({ name, access_key_id: id, old_access_key_id: old, old: fate })}\n`
      : `Rotated "${name}": ${id} is used from now on; ${old} is ${kept ? 'switched off' : 'deleted'}.\n`,
  );
  return 0;
}

/** What a profile gives: through the gate where it leads to a role, else its own keys. */
async function credentialsOf(
  ctx: Context,
  args: ParsedArgs,
  profile: string,
): Promise<AwsCredentials> {
  const { regions, configPath } = where(args);
  const [{ loadWorld, callRegions }, { reach }, { resolveBase }] = await Promise.all([
    import('../gate/settings.ts'),
    import('../gate/endpoints.ts'),
    import('../profiles/resolve-base.ts'),
  ]);
  const shared = { ...(regions && { regions }), ...(configPath !== undefined && { configPath }) };
  const world = await loadWorld(ctx, configPath);
  const found = await world.profiles.find(profile);
  if (found.roleArn !== null) {
    const { issueHere } = await import('./issue-here.ts');
    return (await issueHere(ctx, args, { ...shared, profile, mode: 'cli' })).credentials;
  }
  const { base, problem } = found;
  if (!base)
    throw new SentinelError(problem?.kind ?? 'failed', problem?.message ?? '', problem?.next);
  const own = reach(ctx, world.config, found);
  return interruptible((signal) =>
    resolveBase(own.ctx, world.profiles, base, {
      regions: callRegions(ctx, world, shared, found),
      signal,
      keys: world.config.keys,
    }),
  );
}
