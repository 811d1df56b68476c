import { join } from 'node:path';
import type { Context } from '../context.ts';

/** Where this machine's ledger lies. */
export function ledgerPath(ctx: Pick<Context, 'paths'>): string {
  return join(ctx.paths.state, 'ledger.db');
}
