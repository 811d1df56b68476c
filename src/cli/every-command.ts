import { COMMANDS } from '../commands/index.ts';
import { run } from './main.ts';

/** The program with all its commands. */
export function main(proc: NodeJS.Process): Promise<void> {
  return run(proc, COMMANDS, async () => (await import('./overview.ts')).overviewText());
}
