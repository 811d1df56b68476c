/** Credentials for a command: issued, or asked for at the terminal what is missing for them. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Issued, IssueRequest } from '../gate/types.ts';
import { interruptible } from './interrupts.ts';
import type { ParsedArgs } from './types.ts';
import { unlockFirst } from './unlock-first.ts';

/**
 * Issues; where that fails for want of a sign-in or an MFA code, asks and tries again. Of several commands
 * that need a code of the same device at once, one asks and the others wait for what it gets.
 */
export async function issueHere(
  ctx: Context,
  args: Pick<ParsedArgs, 'flags'>,
  request: Omit<IssueRequest, 'signal'>,
): Promise<Issued> {
  if (!request.noCache) await unlockFirst(ctx, request.configPath);
  const { issue } = await import('../gate/issue.ts');
  const attempt = (answers: Pick<IssueRequest, 'mfaCode'>) =>
    interruptible((signal) => issue(ctx, { ...request, ...answers, signal }));
  try {
    return await attempt({});
  } catch (error) {
    const need = error instanceof SentinelError ? error.need : undefined;
    // Nobody is there to ask: say so at once, and wait for nobody.
    if (!need || ctx.stdio.stderr.isTTY !== true) throw error;
    const { withNeeds } = await import('./with-needs.ts');
    const ask = () => withNeeds(ctx, args, startingWith(error, attempt));
    if (need.kind !== 'mfa' || request.noCache) return ask();
    return askedOnce(ctx, request, need.serial, { ask, again: () => attempt({}) });
  }
}

/** What the first attempt came to is known, and is not tried again before the question. */
function startingWith<A, T>(error: unknown, attempt: (answers: A) => Promise<T>) {
  let first = true;
  return async (answers: A) => {
    if (!first) return attempt(answers);
    first = false;
    throw error;
  };
}

async function askedOnce(
  ctx: Context,
  request: Omit<IssueRequest, 'signal'>,
  serial: string,
  how: { ask(): Promise<Issued>; again(): Promise<Issued> },
): Promise<Issued> {
  const [{ singleFlight }, { watchMfa }] = await Promise.all([
    import('../cache/single-flight.ts'),
    import('../gate/mfa-watch.ts'),
  ]);
  return interruptible(async (signal) => {
    const bought = await watchMfa(ctx, { ...request, signal });
    return singleFlight<Issued>(ctx, `mfa ${serial}`, {
      ready: async () => ((await bought()) ? how.again() : null),
      lead: how.ask,
      signal,
    });
  });
}
