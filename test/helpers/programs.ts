/** Programs of other people that a suite needs, and the words for what is missing. */
import { execFileSync } from 'node:child_process';

/**
 * "skipped: needs X", or false where the program runs.
 * @param what X, where that is not the program itself but e.g. a library of it.
 */
export function programMissing(
  program: string,
  args: readonly string[] = ['--version'],
  what = program,
): string | false {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return false;
  } catch {
    return `skipped: needs ${what}`;
  }
}
