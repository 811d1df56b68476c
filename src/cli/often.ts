import { commandTable } from '../commands/table.ts';
import { run } from './main.ts';

/**
 * The program with the commands that other tools and scripts start all day long, which the build makes
 * quick to start (.config/often.ts). Nothing here, or reached from here, may be the console's. Which words
 * start it stands in sentinel.ts.
 */
export function main(proc: NodeJS.Process): Promise<void> {
  const commands = commandTable({
    credentials: () => import('../commands/credentials.ts'),
    'policy explain': () => import('../commands/policy-explain.ts'),
  });
  return run(proc, commands);
}
