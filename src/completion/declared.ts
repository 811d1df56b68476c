/**
 * The table of this program's own commands. In a built program this whole file is replaced by its result
 * (.config/completion-table.ts): loading thirty declarations would cost more than all else of an answer.
 */
import type { Table } from './table.ts';

export async function declared(): Promise<Table> {
  const [{ loadAllCommands }, { GLOBAL_FLAGS }, { tableOf }] = await Promise.all([
    import('../commands/index.ts'),
    import('../cli/globals.ts'),
    import('./table.ts'),
  ]);
  return tableOf(await loadAllCommands(), GLOBAL_FLAGS);
}
