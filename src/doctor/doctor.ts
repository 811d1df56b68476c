/**
 * The doctor: what stands between a person and credentials, each thing with the fix to type. It issues no
 * credentials, signs nobody in and writes nothing; base credentials that are at hand are used to ask who
 * they belong to, for the policy and for roles' trust policies.
 *
 * `checks.ts` is the table, `checks/` has one file for each, `facts.ts` what several of them stand on (each
 * looked up once), `print.ts` how it is told.
 */
import { describeBug } from '../bug.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { CHECKS } from './checks.ts';
import { configFacts } from './facts/config.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { fromError, warning } from './finding.ts';
import { inSandbox } from './in-sandbox.ts';
import { lookAt } from './look.ts';
import type { Check, Checked, DoctorRequest, Result } from './types.ts';

/** For everything together, milliseconds: a tool of the user's may take seven, regions eight. */
export const DOCTOR_MS = 15_000;

/**
 * Runs all checks at once.
 * @param tell told of each as it ends.
 * @returns the results in the table's order, whatever went wrong in one of them.
 * @throws SentinelError `usage` for a profile that is not in the AWS files; `interrupted`.
 */
export async function examine(
  ctx: Context,
  request: DoctorRequest,
  tell: (done: Checked) => void = () => {},
  options: { readonly checks?: readonly Check[]; readonly within?: number } = {},
): Promise<readonly Checked[]> {
  await askPassphrase(ctx, request);
  const controller = new AbortController();
  const { signal: outer } = request;
  const interrupt = () => controller.abort(outer?.reason);
  const within = options.within ?? DOCTOR_MS;
  const timer = setTimeout(() => controller.abort(tooLate(within)), within);
  outer?.addEventListener('abort', interrupt, { once: true });
  if (outer?.aborted) interrupt();
  try {
    const facts = gatherFacts(ctx, request, controller.signal);
    await refuseUnknownProfile(facts);
    const running = (options.checks ?? CHECKS).map(async (check) => {
      const done = { check, result: inSandbox(ctx, await resultOf(ctx, check, facts)) };
      tell(done);
      return done;
    });
    const all = await Promise.all(running);
    outer?.throwIfAborted();
    return all;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', interrupt);
  }
}

/** Before the time runs, and before many ask at once. A new passphrase is not the doctor's to choose. */
async function askPassphrase(ctx: Context, request: DoctorRequest): Promise<void> {
  const { value } = await configFacts(ctx, request);
  if (!value) return;
  const { keys } = value.config;
  if (keys === 'file' && lookAt(`${ctx.paths.state}/keys.json`) === null) return;
  const { unlockKeys } = await import('../keys/unlock.ts');
  await unlockKeys(ctx, value.config).catch((error: unknown) => {
    // A store that cannot be used has its own finding.
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
  });
}

/** A name that was mistyped would make every other answer about nothing. */
async function refuseUnknownProfile(facts: Facts): Promise<void> {
  if (facts.request.profile === undefined && facts.request.awsProfile === undefined) return;
  const { error } = await facts.aws();
  if (error?.kind === 'usage') throw error;
}

async function resultOf(ctx: Context, check: Check, facts: Facts): Promise<Result> {
  const { signal } = facts;
  let stop = () => {};
  const late = new Promise<Result>((resolve) => {
    stop = () => resolve(cutShort(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([check.run(ctx, facts), late]);
  } catch (error) {
    if (signal.aborted) return cutShort(signal.reason);
    return error instanceof SentinelError && error.kind !== 'interrupted'
      ? fromError('warning', error, 'sentinel doctor --debug')
      : warning(describeBug(error), 'sentinel --version');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function cutShort(reason: unknown): Result {
  const why = reason instanceof SentinelError ? reason.message : 'It was interrupted.';
  return warning(why, 'sentinel doctor --debug');
}

function tooLate(milliseconds: number): SentinelError {
  return new SentinelError('unavailable', `It did not end within ${milliseconds / 1000} s.`);
}
