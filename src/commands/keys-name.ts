import { SentinelError } from '../errors.ts';
import type { ParsedArgs } from './types.ts';

/**
 * The one name that a `keys` command is about.
 * @param otherwise where none was given.
 * @throws SentinelError `usage`.
 */
export function keysName(args: ParsedArgs, verb: string, otherwise?: string): string {
  const [name = otherwise, ...others] = args.positionals;
  if (name !== undefined && others.length === 0) return name;
  throw new SentinelError('usage', `${verb} takes one name.`, ['sentinel keys list']);
}
