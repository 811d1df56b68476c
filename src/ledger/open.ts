/**
 * The ledger: who holds which session, and which emergencies were declared. `types.ts` has the rows and
 * the one interface; `session-state.ts` and `breakglass-state.ts` what may become what; each engine has a
 * folder (`sqlite/`) and passes the same suite (test/ledger/conformance.ts). An engine to come goes here.
 */
import type { Context } from '../context.ts';
import { ledgerPath } from './path.ts';
import { openSqliteLedger } from './sqlite/engine.ts';
import type { Ledger } from './types.ts';

/**
 * Opens this machine's ledger (`ledger.db` in the state folder).
 * @param options.now the time that decides expiry; AWS's where the caller knows it, else the machine's.
 * @throws SentinelError('failed' | 'unavailable') where it cannot be used.
 */
export async function openLedger(
  ctx: Pick<Context, 'paths' | 'clock'>,
  options: { readonly now?: () => number } = {},
): Promise<Ledger> {
  return openSqliteLedger(ledgerPath(ctx), options.now ?? (() => ctx.clock.now()));
}
