import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** The sandbox by hand: keep it running, stop it, empty it, see it, play with it. `serve` is the server's own verb. */
export const command: CommandSpec = {
  name: 'sandbox',
  summary: 'the built-in AWS: keep it running and print the exports for other tools',
  positionals:
    '[stop | reset | status | mfa-code | sign-in CODE | fault [KIND [SERVICE[:ACTION]]]]',
  completes: [['stop', 'reset', 'status', 'mfa-code', 'sign-in', 'fault']],
  flags: {
    json: { type: 'boolean', summary: 'with status: as JSON' },
    deny: { type: 'boolean', summary: 'with sign-in: deny instead of approve' },
    times: { type: 'string', value: 'N', summary: 'with fault: for the next N calls only' },
    milliseconds: {
      type: 'string',
      value: 'N',
      summary: 'with fault: how late, or how far the clock is off',
    },
  },
  examples: [
    'sentinel sandbox',
    'sentinel sandbox --as bob',
    'sentinel sandbox status --json',
    'sentinel sandbox mfa-code --as bob',
    'sentinel sandbox fault throttle ssm:GetParameter --times 2',
    'sentinel sandbox fault clear',
  ],
  exitCodes: [0, 1, 2, 7],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const [verb, ...words] = args.positionals;
  const most = verb === 'fault' ? 2 : verb === 'sign-in' ? 1 : 0;
  const extra = words[most];
  if (extra !== undefined) throw unknownVerb(extra);
  const { sandboxHome } = await import('../sandbox/enter.ts');
  const home = sandboxHome(ctx);
  switch (verb) {
    case undefined: {
      const { hold } = await import('./sandbox/hold.ts');
      return hold(ctx, home, args.flags['as']);
    }
    case 'serve': {
      const { serveHome } = await import('../sandbox/lifecycle/serve.ts');
      await serveHome(ctx, home);
      return 0;
    }
    case 'stop': {
      const { stopServer } = await import('../sandbox/lifecycle/stop.ts');
      const stopped = await stopServer(home);
      ctx.stdio.stderr.write(
        `sentinel: the sandbox ${stopped ? 'has stopped' : 'was not running'}.\n`,
      );
      return 0;
    }
    case 'reset': {
      const { resetHome } = await import('../sandbox/lifecycle/stop.ts');
      await resetHome(home);
      ctx.stdio.stderr.write('sentinel: the sandbox is empty; the next command starts it anew.\n');
      return 0;
    }
    case 'status': {
      const { status } = await import('./sandbox/status.ts');
      return status(ctx, home, args.flags['json'] === true);
    }
    case 'mfa-code': {
      const { mfaCode } = await import('./sandbox/mfa-code.ts');
      return mfaCode(ctx, home, args.flags['as']);
    }
    case 'sign-in': {
      const { signIn } = await import('./sandbox/sign-in.ts');
      return signIn(ctx, home, words[0], args.flags);
    }
    case 'fault': {
      const { fault } = await import('./sandbox/fault.ts');
      return fault(ctx, home, words, args.flags);
    }
    default:
      throw unknownVerb(verb);
  }
}

function unknownVerb(verb: string): SentinelError {
  return new SentinelError('usage', `There is no "sandbox ${verb}".`, [
    'sentinel sandbox',
    'sentinel sandbox stop | reset | status | mfa-code | sign-in | fault',
  ]);
}
