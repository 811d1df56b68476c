import { SentinelError } from '../errors.ts';

/** A fact that is looked up when it is first asked for, and once. */
export function once<T>(look: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: look() };
    return found.value;
  };
}

/** A fact, or the sentence why it cannot be had. */
export type Known<T> =
  | { readonly value: T; readonly error: null }
  | { readonly value: null; readonly error: SentinelError };

/** What `look` gives; a SentinelError is an answer, too. Anything else, and an interruption, is thrown. */
export async function known<T>(look: () => T | Promise<T>): Promise<Known<T>> {
  try {
    return { value: await look(), error: null };
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    return { value: null, error };
  }
}
