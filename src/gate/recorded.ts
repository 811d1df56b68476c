import { SentinelError } from '../errors.ts';

/** Whatever the ledger says against it: without the row nothing is handed over. */
export async function recorded<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof SentinelError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SentinelError(
      'failed',
      `The session could not be recorded in the ledger (${why}), so no credentials are given.`,
      [],
      error,
    );
  }
}
