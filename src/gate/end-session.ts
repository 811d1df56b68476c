/** The end of a session whose child is gone. */
import type { Context } from '../context.ts';
import { IllegalTransition } from '../ledger/types.ts';

/**
 * Marks a session's row `ended`. The credentials live on at AWS until their end; the row says that
 * nobody holds them here any more. A row that is already over is left as it is.
 */
export async function endSession(ctx: Context, sessionId: string): Promise<void> {
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx);
  try {
    const row = await ledger.getSession(sessionId);
    // Not `row.status`: a machine clock that is ahead reads a live session as expired.
    if (row) await ledger.updateSession(row, { status: 'ended' });
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
  } finally {
    ledger.close();
  }
}
