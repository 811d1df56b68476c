import type { Context } from '../context.ts';
import { shellWord } from '../gate/quote.ts';
import type { Finding, Result } from './types.ts';

/** A result whose commands do, where they are pasted, what is meant: in the sandbox they name it. */
export function inSandbox({ sandbox }: Pick<Context, 'sandbox'>, result: Result): Result {
  if (!sandbox) return result;
  const flags = `sentinel --sandbox --as ${shellWord(sandbox.as)}`;
  const one = (finding: Finding): Finding => ({
    ...finding,
    fix: finding.fix.map((line) => line.replace(COMMAND, `$1${flags} `)),
  });
  return { ...one(result), ...(result.items && { items: result.items.map(one) }) };
}

/** At the start of a line, or after `what it is for: `. */
const COMMAND = /(^|: )sentinel (?=(?:audit|cache|config|doctor|keys|policy) ?)/;
