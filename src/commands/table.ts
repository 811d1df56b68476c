import { SentinelError } from '../errors.ts';
import type { CommandSpec } from './types.ts';

/** Commands by their verbs, loaded when they are named. */
export interface CommandTable {
  readonly names: readonly string[];
  /** One command's declaration. */
  load(name: string): Promise<CommandSpec>;
  all(): Promise<CommandSpec[]>;
}

/** @param commands imports each one's file; their order is help's order. */
export function commandTable(
  commands: Readonly<Record<string, () => Promise<{ command: CommandSpec }>>>,
): CommandTable {
  const names = Object.keys(commands);
  const load = async (name: string) => {
    const file = commands[name];
    if (!file) throw new SentinelError('usage', `There is no command "${name}".`);
    return (await file()).command;
  };
  return { names, load, all: () => Promise.all(names.map(load)) };
}
