/** Programs of other people that a suite needs, and the words for what is missing. */
import { execFileSync } from 'node:child_process';

/** Empty where the command runs; else the reason that a skipped suite prints. */
export function lacks(what: string, command: string, ...args: string[]): string {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return '';
  } catch {
    return `skipped: needs ${what}`;
  }
}
