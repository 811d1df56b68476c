import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Ends an emergency before its time: nothing more is issued under it. */
export const command: CommandSpec = {
  name: 'breakglass close',
  summary: 'end an emergency before its time',
  positionals: 'ID',
  completes: ['breakglass'],
  flags: {
    reason: { type: 'string', value: 'TEXT', required: true, summary: 'why, for the log' },
    json: { type: 'boolean', summary: 'print what was closed as JSON' },
  },
  examples: ['sentinel breakglass close 12a8281a --reason "failed over, all is well"'],
  exitCodes: [0, 1, 2, 3, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const [typed, ...others] = args.positionals;
  if (!typed || others.length > 0) {
    throw new SentinelError('usage', 'breakglass close takes one id, or the beginning of one.', [
      'sentinel breakglass list',
    ]);
  }
  const [{ openLedger }, { findBreakglass }, { whoami }, { breakglassState }, { closeBreakglass }] =
    await Promise.all([
      import('../ledger/open.ts'),
      import('../ledger/find.ts'),
      import('../gate/whoami.ts'),
      import('../gate/breakglass-state.ts'),
      import('../breakglass/close.ts'),
    ]);
  const ledger = await openLedger(ctx);
  try {
    const { id, profile } = await findBreakglass(ledger, typed);
    const asking = where(args);
    const [caller, state] = await interruptible((signal) =>
      Promise.all([
        whoami(ctx, { ...asking, profile, signal }),
        breakglassState(ctx, { ...asking, profile, mode: 'cli', signal }),
      ]),
    );
    const closed = await closeBreakglass(
      ctx,
      {
        eventId: id,
        principal: caller.principal,
        reason: String(args.flags['reason']),
        skew: caller.skew,
        ...(asking.configPath !== undefined && { configPath: asking.configPath }),
      },
      { state },
    );
    const sessions = await ledger.listSessions({ grant: `breakglass:${id}` });
    const out = sessions.map((session) => session.credentialsExpireAt ?? 0);
    const last = Math.max(0, ...out);
    ctx.stdio.stdout.write(
      args.flags['json']
        ? `${jsonText({
            id,
            profile,
            status: closed.status,
            closed_by: closed.closedBy,
            closed_reason: closed.closedReason,
            credentials_until: last > 0 ? new Date(last).toISOString() : null,
          })}\n`
        : `Closed ${id}: nothing more is issued under it.\n`,
    );
    // Truth before comfort: closing cannot reach what AWS has already given out.
    if (last > ctx.clock.now() + (caller.skew ?? 0)) {
      ctx.stdio.stderr.write(
        `sentinel: credentials issued under it go on until ${new Date(last).toISOString()}; this version cannot end them sooner.\n`,
      );
    }
  } finally {
    ledger.close();
  }
  return 0;
}
