/** What is said of an exception that nobody meant to happen. */
import { visible } from './terminal/sanitise.ts';

/**
 * A sentence for people. The message of such an error may hold anything, a secret too, so only its class
 * and place are shown; `frames` many places of its stack.
 */
export function describeBug(error: unknown, frames = 1): string {
  const name = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const [first = '', ...others] = stack
    .filter((line) => /^\s+at /.test(line))
    .slice(0, frames)
    .map((line) => visible(line.trim()));
  return [
    `sentinel: this is a bug (${[visible(name), first].filter(Boolean).join(' ')}). Nothing was issued that is not in the log. Please report it with the version (sentinel --version).`,
    ...others.map((line) => `  ${line}`),
  ].join('\n');
}
