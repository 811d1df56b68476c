/** Help texts, made from the declarations. Pure. */
import type { CommandSpec, FlagSpec } from '../commands/types.ts';
import { EXIT_MEANINGS } from '../errors.ts';
import { GLOBAL_FLAGS } from './globals.ts';

/** `sentinel --help`: what it is, every command in a line, the global flags. */
export function overview(commands: readonly CommandSpec[]): string {
  const rows = commands
    .filter((command) => !command.hidden)
    .map((command): [string, string] => [command.name || '(none)', command.summary]);
  return [
    'Sentinel: an access console for AWS. See the verdict before you ask; every session says why.',
    '',
    'Usage: sentinel [flags] [command]',
    '',
    'Commands',
    ...columns(rows),
    '',
    'Flags of every command',
    ...flagLines(GLOBAL_FLAGS),
    '',
    'Flags of the console',
    ...flagLines(commands.find(({ name }) => name === '')?.flags ?? {}),
    '',
    'Try it without an AWS account: sentinel --sandbox',
    'Find what stops access: sentinel doctor',
    'More of one command: sentinel COMMAND --help',
    '',
  ].join('\n');
}

/** `sentinel COMMAND --help`. */
export async function commandHelp(spec: CommandSpec): Promise<string> {
  const more = await spec.notes?.();
  const words = ['sentinel', spec.name, '[flags]', spec.positionals].filter(Boolean).join(' ');
  return [
    `${spec.summary[0]?.toUpperCase()}${spec.summary.slice(1)}.`,
    '',
    `Usage: ${words}`,
    '',
    ...(Object.keys(spec.flags).length > 0 ? ['Flags', ...flagLines(spec.flags), ''] : []),
    'Flags of every command',
    ...flagLines(others(spec)),
    '',
    ...(more ? [more.title, ...columns(more.rows), ''] : []),
    'Exit codes',
    ...columns(spec.exitCodes.map((code) => [String(code), EXIT_MEANINGS[code] ?? ''])),
    '',
    'Examples',
    ...spec.examples.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** The flags of every command but those that this one means otherwise. */
function others({ flags }: CommandSpec): Readonly<Record<string, FlagSpec>> {
  return Object.fromEntries(
    Object.entries(GLOBAL_FLAGS).filter(([name]) => !Object.hasOwn(flags, name)),
  );
}

function flagLines(flags: Readonly<Record<string, FlagSpec>>): string[] {
  return columns(
    Object.entries(flags).map(([name, flag]) => [
      `${flag.short ? `-${flag.short}, ` : ''}--${name}${flag.type === 'string' ? ` ${flag.value ?? 'VALUE'}` : ''}`,
      [flag.summary, ...notes(flag)].join('; '),
    ]),
  );
}

function notes(flag: FlagSpec): string[] {
  return [
    flag.required ? 'required' : '',
    flag.choices ? flag.choices.join(' | ') : '',
    flag.default === undefined ? '' : `default ${flag.default}`,
    flag.env ? `else $${flag.env}` : '',
  ].filter(Boolean);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}
