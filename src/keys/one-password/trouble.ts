/** What is said when 1Password does not give what was asked for. What it answered is never repeated. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { orKeyFile } from '../native.ts';

/** A sentence with the way out, and the other way. */
export function sentence(
  ctx: Pick<Context, 'paths'>,
  message: string,
  next: readonly string[],
  cause?: unknown,
): SentinelError {
  return new SentinelError('failed', message, [...next, orKeyFile(ctx)], cause);
}

/** An item of ours that holds no secret. */
export function emptyItem(ctx: Pick<Context, 'paths'>, title: string): SentinelError {
  return sentence(ctx, `The 1Password item ${title} has no password in it.`, [
    `Take the item away, and it is made again where it can be`,
  ]);
}

/** No vault was chosen, and which is meant cannot be guessed. */
export function whichVault(ctx: Pick<Context, 'paths'>, count: number): SentinelError {
  const message =
    count === 0
      ? 'The 1Password token opens no vault.'
      : `The 1Password token opens ${count} vaults, and none was chosen.`;
  return sentence(ctx, message, [
    count === 0
      ? 'Give it one vault, with leave to read and to write'
      : `Choose one: keys: 1password:VAULT in ${ctx.paths.config}, or OP_VAULT`,
  ]);
}

/** Until when a store that did not answer is not asked again: thirty profiles would wait in turn. */
export function silence(): {
  check(): void;
  keep(error: SentinelError): SentinelError;
} {
  let last: { readonly error: SentinelError; readonly until: number } | null = null;
  return {
    check() {
      if (last && performance.now() < last.until) throw last.error;
    },
    keep(error) {
      last = { error, until: performance.now() + 30_000 };
      return error;
    },
  };
}
