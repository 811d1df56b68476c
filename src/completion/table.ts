/** What completion knows of the commands: the part of their declarations that it needs. Pure. */
import type { CommandSpec, FlagSpec } from '../commands/types.ts';

export type TableFlag = Pick<FlagSpec, 'type' | 'short' | 'summary' | 'choices' | 'completes'>;

export interface TableCommand {
  /** Empty: the console. */
  readonly name: string;
  readonly summary: string;
  readonly takesCommand: boolean;
  readonly completes: NonNullable<CommandSpec['completes']>;
  /** The last of `completes` stands for all further words. */
  readonly repeats: boolean;
  readonly flags: Readonly<Record<string, TableFlag>>;
}

export interface Table {
  readonly commands: readonly TableCommand[];
  readonly globals: Readonly<Record<string, TableFlag>>;
}

/** The table of these declarations; what is hidden is never offered. Plain JSON. */
export function tableOf(
  commands: readonly CommandSpec[],
  globals: Readonly<Record<string, FlagSpec>>,
): Table {
  return {
    commands: commands
      .filter(({ hidden }) => !hidden)
      .map((command) => ({
        name: command.name,
        summary: command.summary,
        takesCommand: command.takesCommand ?? false,
        completes: command.completes ?? [],
        repeats: command.positionals?.includes('...') ?? false,
        flags: flagsOf(command.flags),
      })),
    globals: flagsOf(globals),
  };
}

function flagsOf(flags: Readonly<Record<string, FlagSpec>>): Record<string, TableFlag> {
  const entries = Object.entries(flags).map(([name, flag]): [string, TableFlag] => [
    name,
    {
      type: flag.type,
      summary: flag.summary,
      ...(flag.short && { short: flag.short }),
      ...(flag.choices && { choices: flag.choices }),
      ...(flag.completes && { completes: flag.completes }),
    },
  ]);
  return Object.fromEntries(entries);
}
