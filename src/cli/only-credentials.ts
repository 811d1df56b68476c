import { commandTable } from '../commands/table.ts';
import { run } from './main.ts';

/**
 * The program with the one command that other tools start all day long, which the build makes quick to
 * start (.config/only-credentials.ts). Nothing here, or reached from here, may be the console's.
 */
export function main(proc: NodeJS.Process): Promise<void> {
  return run(proc, commandTable({ credentials: () => import('../commands/credentials.ts') }));
}
