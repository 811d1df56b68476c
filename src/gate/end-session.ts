/** The end of a session whose child is gone. */
import type { Context } from '../context.ts';
import {
  IllegalTransition,
  type Ledger,
  LedgerConflict,
  type SessionRow,
} from '../ledger/types.ts';

/**
 * Marks a session's row `ended`. The credentials live on at AWS until their end; the row says that
 * nobody holds them here any more. A row that is already over is left as it is, and so is one whose
 * credentials were handed out to others too: they hold them still (see reuse.ts).
 */
export async function endSession(ctx: Context, sessionId: string): Promise<void> {
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx);
  try {
    for (;;) {
      const row = await ledger.getSession(sessionId);
      if (!row || isShared(row) || (await ended(ledger, row))) return;
    }
  } finally {
    ledger.close();
  }
}

function isShared(row: SessionRow): boolean {
  return row.kind === 'static' && row.requestCount > 0;
}

/** False: somebody changed the row meanwhile, and it has to be looked at again. */
async function ended(ledger: Ledger, row: SessionRow): Promise<boolean> {
  try {
    // Not asking for `row.status`: a machine clock that is ahead reads a live session as expired.
    await ledger.updateSession(row, { status: 'ended' });
    return true;
  } catch (error) {
    if (error instanceof LedgerConflict) return false;
    if (error instanceof IllegalTransition) return true;
    throw error;
  }
}
