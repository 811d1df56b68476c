import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { jsonText } from '../terminal/json-text.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** The sandbox by hand: keep it running, stop it, empty it, see it. `serve` is the server's own verb. */
export const command: CommandSpec = {
  name: 'sandbox',
  summary: 'the built-in AWS: keep it running and print the exports for other tools',
  positionals: '[stop | reset | status]',
  flags: { json: { type: 'boolean', summary: 'with status: as JSON' } },
  examples: ['sentinel sandbox', 'sentinel sandbox --as bob', 'sentinel sandbox status --json'],
  exitCodes: [0, 1, 2, 7],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const [verb, extra] = args.positionals;
  if (extra !== undefined) throw unknownVerb(extra);
  const { sandboxHome } = await import('../sandbox/enter.ts');
  const home = sandboxHome(ctx);
  switch (verb) {
    case undefined:
      return hold(ctx, home, args.flags['as']);
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
    case 'status':
      return status(ctx, home, args.flags['json'] === true);
    default:
      throw unknownVerb(verb);
  }
}

/** In a terminal the server lives until Ctrl+C lets go of it; in a pipe (`eval`) only the exports are printed. */
async function hold(ctx: Context, home: string, person: unknown): Promise<number> {
  const { DEFAULT_PERSON } = await import('../sandbox/story/people.ts');
  const as = typeof person === 'string' ? person : DEFAULT_PERSON;
  const { enterSandbox, toolEnv } = await import('../sandbox/enter.ts');
  const { shellWord } = await import('../gate/quote.ts');
  const world = await enterSandbox(ctx, { as });
  const url = world.sandbox?.url ?? '';
  const exports = {
    ...toolEnv({ home, url, as }),
    AWS_PROFILE: as,
    SENTINEL_SANDBOX: '1',
    ...(ctx.env['SENTINEL_SANDBOX_HOME'] && { SENTINEL_SANDBOX_HOME: home }),
  };
  for (const [name, value] of Object.entries(exports)) {
    ctx.stdio.stdout.write(`export ${name}=${shellWord(value)}\n`);
  }
  if (!ctx.stdio.stdout.isTTY) return 0;
  ctx.stdio.stderr.write(`sentinel: the sandbox runs at ${url} for ${as}. Ctrl+C lets go of it.\n`);
  await new Promise<void>((resolve) => {
    // The lease holds no process; this does.
    const stay = setInterval(() => {}, 60_000);
    const leave = () => {
      clearInterval(stay);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  });
  return 0;
}

async function status(ctx: Context, home: string, json: boolean): Promise<number> {
  const { homePaths } = await import('../sandbox/home.ts');
  const { readAddress } = await import('../sandbox/lifecycle/address.ts');
  const { ping } = await import('../sandbox/lifecycle/talk.ts');
  const { PEOPLE } = await import('../sandbox/story/people.ts');
  const address = readAddress(homePaths(home).address);
  const about = address && (await ping(address));
  const facts = {
    running: about !== null,
    home,
    url: about && address ? address.url : null,
    pid: about?.pid ?? null,
    clock_offset: about?.clock_offset ?? null,
    people: PEOPLE,
  };
  const lines = [
    facts.running ? `running at ${facts.url} (process ${facts.pid})` : 'not running',
    `home     ${home}`,
    ...(facts.clock_offset
      ? [`clock    ${facts.clock_offset / 1000} s ahead of this machine`]
      : []),
    ...PEOPLE.map((person) => `--as ${person.name.padEnd(8)}${person.about}`),
  ];
  ctx.stdio.stdout.write(json ? `${jsonText(facts)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

function unknownVerb(verb: string): SentinelError {
  return new SentinelError('usage', `There is no "sandbox ${verb}".`, [
    'sentinel sandbox',
    'sentinel sandbox stop | reset | status',
  ]);
}
