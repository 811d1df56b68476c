import type { Context } from '../context.ts';
import type { BreakglassEvent } from '../ledger/types.ts';
import { jsonText } from '../terminal/json-text.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Emergencies that were declared on this ledger, newest first. */
export const command: CommandSpec = {
  name: 'breakglass list',
  summary: 'the emergencies that were declared, newest first',
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      short: 'p',
      completes: 'profile',
      summary: 'only of this profile',
    },
    limit: { type: 'string', value: 'N', default: '20', summary: 'so many at most' },
    json: { type: 'boolean', summary: 'print them as JSON' },
  },
  examples: ['sentinel --sandbox breakglass list', 'sentinel --sandbox breakglass list --json'],
  exitCodes: [0, 1, 2],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const limit = Number(args.flags['limit']);
  if (!Number.isInteger(limit) || limit < 1) {
    const { SentinelError } = await import('../errors.ts');
    throw new SentinelError('usage', '--limit takes a whole number from 1 on.');
  }
  const profile = args.flags['profile'];
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx);
  try {
    const events = await ledger.listBreakglass({
      limit,
      ...(typeof profile === 'string' && { profile }),
    });
    ctx.stdio.stdout.write(
      args.flags['json'] ? `${jsonText({ events: events.map(asJson) }, 2)}\n` : await lines(events),
    );
  } finally {
    ledger.close();
  }
  return 0;
}

function asJson(event: BreakglassEvent) {
  return {
    id: event.id,
    profile: event.profile,
    status: event.status,
    invoker: event.invoker,
    reason_code: event.reasonCode,
    created_at: new Date(event.createdAt).toISOString(),
    expires_at: new Date(event.expiresAt).toISOString(),
  };
}

async function lines(events: readonly BreakglassEvent[]): Promise<string> {
  if (events.length === 0) return 'No emergencies.\n';
  const { visibleLine } = await import('../terminal/sanitise.ts');
  return events
    .map((event) => {
      const { id, profile, status, invoker, reason_code, created_at, expires_at } = asJson(event);
      const head = [id, status.padEnd(7), created_at, 'to', expires_at].join('  ');
      const why = `${reason_code}: ${event.justification}`;
      return `${head}  ${visibleLine(profile)}  ${visibleLine(invoker)}\n  ${visibleLine(why)}\n`;
    })
    .join('');
}
