/**
 * A command is declared once; parsing, help and README's command table come from the declaration.
 * To add one: write `commands/<verb>.ts` exporting `command`, and name it in `commands/index.ts`.
 */
import type { Context } from '../context.ts';

/**
 * What a value is, so that a shell can complete it from this machine's files. `parameter`: an SSM
 * parameter's name; `policy`: a whole reference; `keys`: stored ones; `person`: of the sandbox.
 */
export type Completes =
  | 'profile'
  | 'sso-session'
  | 'breakglass'
  | 'session'
  | 'policy'
  | 'parameter'
  | 'region'
  | 'keys'
  | 'person'
  | 'file'
  | 'folder';

export interface FlagSpec {
  readonly type: 'string' | 'boolean';
  readonly summary: string;
  /** What stands for the value in help: `NAME`, `1h`. */
  readonly value?: string;
  readonly default?: string;
  /** The environment variable that stands in when the flag is absent. */
  readonly env?: string;
  /** Whoever uses the flag looks at that variable himself: it makes a difference which of the two it is. */
  readonly envApart?: true;
  readonly short?: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** What a shell completes the value with, where there are no `choices`. */
  readonly completes?: Completes;
}

export interface CommandSpec {
  /** `exec`, or `policy explain` for a verb of two words. */
  readonly name: string;
  readonly summary: string;
  /** After the flags in the usage line: `[--] [command...]`. */
  readonly positionals?: string;
  /** What a shell completes these with, by position: a kind of value, or the words themselves. The last one stands for all further where `positionals` says `...`. */
  readonly completes?: readonly (Completes | readonly string[])[];
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** Whole lines as a user types them; README's tests run them. */
  readonly examples: readonly string[];
  readonly exitCodes: readonly number[];
  /** What follows the first word that is no flag is a command of the user's: never parsed as our flags. */
  readonly takesCommand?: boolean;
  /** Errors as one line (what, which rule, the next command): `credential_process` callers show no more. */
  readonly oneLineErrors?: boolean;
  /** stdout is all that it is for: a reader that went away is an error, which run() itself tells. */
  readonly mustBeRead?: boolean;
  /** A table that its help adds: what it looks at, which words it takes. */
  notes?(): Promise<{
    readonly title: string;
    readonly rows: readonly (readonly [string, string])[];
  }>;
  /** Runs for seconds at most. */
  readonly brief?: boolean;
  /** Not listed in help: for Sentinel's own use. */
  readonly hidden?: boolean;
  /** Loads code that run() will need, while the context is made ready. Does nothing else. */
  preload?(ctx: Context, flags: ParsedArgs['flags']): Promise<unknown>;
  /** Gives the exit code. Throws SentinelError for everything a user should read. */
  run(ctx: Context, args: ParsedArgs): Promise<number>;
}

export interface ParsedArgs {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** What stood after `--` (or, with takesCommand, from the first word on), untouched; else null. */
  readonly rest: readonly string[] | null;
}
