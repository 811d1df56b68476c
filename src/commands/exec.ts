import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Issued } from '../gate/types.ts';
import { ISSUE_FLAGS, issueRequest } from './gate-flags.ts';
import { issueHere } from './issue-here.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** A command, or a shell, that works under stamped credentials. */
export const command: CommandSpec = {
  name: 'exec',
  summary: 'run a command, or your shell, with stamped credentials',
  positionals: '[--] [command...]',
  takesCommand: true,
  flags: {
    ...ISSUE_FLAGS,
    'min-ttl': {
      type: 'string',
      value: '30m',
      summary: 'get new credentials where kept ones end sooner than this, or refuse',
    },
    'auto-login': {
      type: 'boolean',
      summary: 'sign in to IAM Identity Center first where that is needed',
    },
    nested: {
      type: 'boolean',
      summary: 'inside a session: start again from the base credentials',
    },
  },
  examples: [
    'sentinel --sandbox exec --profile dev -- aws sts get-caller-identity',
    'sentinel --sandbox exec --profile staging',
  ],
  exitCodes: [0, 1, 2, 3, 4, 5, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  refuseNesting(ctx, args);
  const command = commandOf(ctx, args);
  const request = issueRequest(args, 'cli');
  const issued = await issueHere(ctx, args, request);
  const { endSession } = await import('../gate/end-session.ts');
  try {
    const { visible } = await import('../terminal/sanitise.ts');
    for (const notice of issued.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
    refuseShort(ctx, issued, request.minTtl ?? 0);
    const { childEnvironment } = await import('../gate/child-env.ts');
    const { runChild } = await import('./run-child.ts');
    return await runChild(ctx, command, childEnvironment(ctx, issued));
  } finally {
    await endSession(ctx, issued.session.id).catch(() => {
      // The child's own exit code must not be lost over a row that says `active` until its end.
      ctx.stdio.stderr.write('sentinel: the end of this session could not be recorded.\n');
    });
  }
}

const ISSUE_SECONDS = 10;

/**
 * The words after the flags, as they are; without any, the user's shell.
 * @throws SentinelError `usage` for an empty word (an unset variable of a script), which no system starts.
 */
function commandOf(ctx: Context, args: ParsedArgs): readonly [string, ...string[]] {
  const [first, ...others] = args.rest ?? [];
  if (first === '') {
    throw new SentinelError('usage', 'The command to run is empty.', [
      'Name one, or none for your shell: sentinel exec --profile NAME -- aws s3 ls',
    ]);
  }
  return first === undefined ? [ctx.env['SHELL'] || '/bin/sh'] : [first, ...others];
}

/** A session inside a session would say one thing in the prompt and be another. */
function refuseNesting(ctx: Context, args: ParsedArgs): void {
  const inside = ctx.env['SENTINEL_SESSION_ID'];
  if (!inside || args.flags['nested']) return;
  const profile = ctx.env['SENTINEL_PROFILE'] ?? '?';
  const until = ctx.env['SENTINEL_EXPIRES_AT'];
  throw new SentinelError(
    'usage',
    `You are in a Sentinel session already: [${profile}]${until ? ` until ${until}` : ''} (${inside}).`,
    [
      'Leave it first: exit',
      'Or start again from your base credentials: sentinel exec --nested ...',
    ],
  );
}

function refuseShort(ctx: Context, issued: Issued, minTtl: number): void {
  const now = ctx.clock.now() + (issued.assessment.skew ?? 0);
  const left = Math.floor((issued.credentials.expiration - now) / 1000);
  // What the issue itself took does not count: `--duration 1h --min-ttl 1h` is meant to work.
  if (left + ISSUE_SECONDS >= minTtl) return;
  throw new SentinelError(
    'denied',
    `These credentials end in ${Math.max(0, Math.floor(left / 60))} min, sooner than --min-ttl asks. The command was not started.`,
  );
}
