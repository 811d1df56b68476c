import type { CommandTable } from '../commands/table.ts';
import type { CommandSpec, ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import { createContext } from '../create-context.ts';
import { SentinelError } from '../errors.ts';
import { parseCommand, splitVerb } from './parse.ts';
import { tellError } from './tell-error.ts';

/**
 * Runs one invocation and ends the process with its exit code.
 * @param commands those that this program has.
 * @param overview help without a verb.
 */
export async function run(
  proc: NodeJS.Process,
  commands: CommandTable,
  overview: () => Promise<string> = async () => '',
): Promise<void> {
  proc.umask(0o077);
  let spec: CommandSpec | null = null;
  // A reader that went away (`| head`) is no error of ours. Other losses are told at the end.
  proc.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' && !spec?.mustBeRead) proc.exit(0);
  });
  let said = false;
  // Opened when there is something to say: that takes a millisecond.
  const stderr = () => {
    // Where stderr itself is lost there is nobody left to tell.
    if (!said) proc.stderr.on('error', () => {});
    said = true;
    return proc.stderr;
  };
  const debug = proc.argv.includes('--debug');
  const ctx = createContext(
    proc,
    debug ? (await import('./debug.ts')).debugLines(stderr()) : undefined,
    stderr,
  );
  let code: number;
  try {
    const before = commands.names.includes('') ? (await commands.load('')).flags : {};
    const { verb, args } = splitVerb(proc.argv.slice(2), commands.names, before);
    spec = await commands.load(verb);
    code = await dispatch(ctx, spec, args, overview);
  } catch (error) {
    code = await tellError(ctx, error, {
      oneLine: spec?.oneLineErrors ?? false,
      debug,
    });
  }
  // Open sockets (kept alive by the AWS clients) must not hold a finished command.
  await drain(proc.stdout);
  if (code === 0) code = await tellLoss(ctx, proc.stdout);
  if (said) await drain(proc.stderr);
  proc.exit(code);
}

/** What could not be written (a full disk) was not said: that is no success. */
async function tellLoss(ctx: Context, stdout: NodeJS.WriteStream): Promise<number> {
  const lost: NodeJS.ErrnoException | null = stdout.errored;
  if (!lost || lost.code === 'EPIPE') return 0;
  const error = new SentinelError('failed', `stdout cannot be written (${lost.code}).`);
  return tellError(ctx, error, { oneLine: true, debug: false });
}

async function dispatch(
  ctx: Context,
  spec: CommandSpec,
  args: string[],
  overview: () => Promise<string>,
): Promise<number> {
  const { flags } = parseCommand(spec, args, ctx.env);
  if (flags['version'] === true) {
    const about = await import('../../package.json', { with: { type: 'json' } });
    ctx.stdio.stdout.write(`sentinel ${about.default.version}\n`);
    return 0;
  }
  if (flags['help']) {
    const { commandHelp } = await import('./help.ts');
    ctx.stdio.stdout.write(spec.name ? await commandHelp(spec) : await overview());
    return 0;
  }
  // The sandbox's server answers while the command's code is being loaded.
  const [world] = await Promise.all([contextFor(ctx, spec, flags), spec.preload?.(ctx, flags)]);
  // Parsed again, since a variable of the user's may not reach into the sandbox.
  return spec.run(world, parseCommand(spec, args, world.env));
}

/** The user's own world, or the sandbox's, which reads nothing of the user's. */
async function contextFor(
  ctx: Context,
  spec: CommandSpec,
  flags: ParsedArgs['flags'],
): Promise<Context> {
  const as = flags['as'];
  if (flags['sandbox'] && spec.name !== 'sandbox') {
    const { enterSandbox } = await import('../sandbox/enter.ts');
    return enterSandbox(ctx, {
      as: typeof as === 'string' ? as : 'alice',
      brief: spec.brief ?? false,
    });
  }
  if (as !== undefined && spec.name !== 'sandbox') {
    throw new SentinelError('usage', '--as picks a person of the sandbox.', [
      'sentinel --sandbox --as bob',
    ]);
  }
  return ctx;
}

function drain(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((done) => stream.write('', () => done()));
}
