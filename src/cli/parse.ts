/**
 * Arguments to a parsed command, by Node's own `parseArgs` and the command's declaration. Pure.
 */
import type { ParseArgsOptionsConfig } from 'node:util';
import type { CommandSpec, FlagSpec, ParsedArgs } from '../commands/types.ts';
import { SentinelError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { GLOBAL_FLAGS } from './globals.ts';

type Flags = Readonly<Record<string, FlagSpec>>;

/**
 * Finds the verb: the first word that is no flag and no flag's value; `policy explain` counts as one
 * where `names` has it.
 * @param before the flags that may stand before a verb or without one: the console's.
 * @returns the verb (empty: the console) and the arguments without it.
 * @throws SentinelError usage, naming the nearest verb.
 */
export function splitVerb(
  argv: readonly string[],
  names: readonly string[],
  before: Flags = {},
): { verb: string; args: string[] } {
  const known = { ...GLOBAL_FLAGS, ...before };
  const all = tokens(argv, known);
  const words = all.filter((token) => token.kind === 'positional');
  const end = argv.indexOf('--');
  const [first, second] = words.filter((word) => end < 0 || word.index < end);
  if (!first) return { verb: '', args: [...argv] };
  const two = second && second.index === first.index + 1 ? `${first.value} ${second.value}` : null;
  if (two && names.includes(two)) return { verb: two, args: without(argv, first.index, 2) };
  if (names.includes(first.value)) {
    return { verb: first.value, args: without(argv, first.index, 1) };
  }
  const family = names.filter((name) => name.startsWith(`${first.value} `));
  if (family.length > 0) {
    throw new SentinelError('usage', `${first.value} needs one of its verbs.`, family.map(run));
  }
  // `--profil dev`: the slip is the flag, which the console's own check names; `dev` is no verb.
  const strange = all.some(
    (token) =>
      token.kind === 'option' && token.index < first.index && !Object.hasOwn(known, token.name),
  );
  if (strange) return { verb: '', args: [...argv] };
  const close = nearest(two ?? first.value, names) ?? nearest(first.value, names);
  throw new SentinelError('usage', `There is no command "${first.value}".`, [
    close ? `did you mean: sentinel ${close}` : 'sentinel --help',
  ]);
}

/**
 * Checks arguments against a command's declaration; the environment stands in for absent flags.
 * @throws SentinelError usage: unknown flag (with the nearest), missing value, wrong choice.
 */
export function parseCommand(
  spec: CommandSpec,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedArgs {
  const known: Flags = { ...GLOBAL_FLAGS, ...spec.flags };
  const all = tokens(args, known);
  const start = spec.takesCommand
    ? all.find((token) => token.kind === 'positional' || token.kind === 'option-terminator')
    : all.find((token) => token.kind === 'option-terminator');
  const flags: Record<string, string | boolean | undefined> = {};
  const positionals: string[] = [];
  for (const token of all) {
    if (start && token.index >= start.index) break;
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') flags[token.name] = flagValue(token, known, spec);
  }
  for (const [name, flag] of Object.entries(known)) {
    const stand = flag.env && !flag.envApart ? env[flag.env] : undefined;
    if (flags[name] === undefined && stand) {
      flags[name] = flag.type === 'boolean' ? stand !== '0' : stand;
    }
    const value = flags[name] ?? flag.default;
    if (value !== undefined) flags[name] = value;
    if (flag.choices && value !== undefined && !flag.choices.includes(String(value))) {
      throw usage(spec, `--${name} takes ${flag.choices.join(' or ')}, not "${value}".`);
    }
    if (flag.required && value === undefined && !flags['help']) {
      throw usage(spec, `--${name} is required.`);
    }
  }
  if (positionals.length > 0 && !spec.positionals) {
    throw usage(spec, `${label(spec)} takes no argument "${positionals[0]}".`);
  }
  const rest = start ? args.slice(start.index + (args[start.index] === '--' ? 1 : 0)) : null;
  return { flags, positionals, rest };
}

type Token = ReturnType<typeof tokens>[number];

function tokens(args: readonly string[], known: Flags) {
  // A named import would evaluate all of node:util's lazy parts, on every start.
  const { parseArgs } = process.getBuiltinModule('node:util');
  const options: ParseArgsOptionsConfig = {};
  for (const [name, flag] of Object.entries(known)) {
    options[name] = flag.short ? { type: flag.type, short: flag.short } : { type: flag.type };
  }
  return parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens;
}

function flagValue(token: Extract<Token, { kind: 'option' }>, known: Flags, spec: CommandSpec) {
  const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
  if (!flag) {
    const close = nearest(token.name, Object.keys(known));
    throw usage(
      spec,
      `${label(spec)} has no flag ${token.rawName}.`,
      close ? [`did you mean: --${close}`] : [],
    );
  }
  if (flag.type === 'boolean') {
    if (token.value !== undefined) throw usage(spec, `--${token.name} takes no value.`);
    return true;
  }
  // A flag that swallows the next flag as its value is a slip, never meant.
  if (token.value === undefined || (!token.inlineValue && token.value.startsWith('-'))) {
    throw usage(spec, `--${token.name} needs a value (${flag.value ?? 'VALUE'}).`);
  }
  return token.value;
}

function usage(spec: CommandSpec, message: string, next: readonly string[] = []): SentinelError {
  return new SentinelError('usage', message, [...next, `sentinel ${`${spec.name} --help`.trim()}`]);
}

function label(spec: CommandSpec): string {
  return spec.name ? `"sentinel ${spec.name}"` : 'sentinel';
}

function without(argv: readonly string[], at: number, count: number): string[] {
  return argv.filter((_, index) => index < at || index >= at + count);
}

function run(name: string): string {
  return `sentinel ${name}`;
}
