import type { Context } from '../../context.ts';

/** In a terminal the server lives until Ctrl+C lets go of it; in a pipe (`eval`) only the exports are printed. */
export async function hold(ctx: Context, home: string, person: unknown): Promise<number> {
  const { DEFAULT_PERSON } = await import('../../sandbox/story/people.ts');
  const as = typeof person === 'string' ? person : DEFAULT_PERSON;
  const { enterSandbox, toolEnv } = await import('../../sandbox/enter.ts');
  const { shellWord } = await import('../../gate/quote.ts');
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
