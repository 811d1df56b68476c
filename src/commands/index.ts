/**
 * Every command by its verb, loaded when it is named. The order is help's order.
 * To add a command: write its file (see types.ts) and add its line here.
 */
import { SentinelError } from '../errors.ts';
import type { CommandSpec } from './types.ts';

const COMMANDS: Readonly<Record<string, () => Promise<{ command: CommandSpec }>>> = {
  '': () => import('./console.ts'),
  exec: () => import('./exec.ts'),
  credentials: () => import('./credentials.ts'),
  whoami: () => import('./whoami.ts'),
  login: () => import('./login.ts'),
  logout: () => import('./logout.ts'),
  'breakglass list': () => import('./breakglass-list.ts'),
  'breakglass close': () => import('./breakglass-close.ts'),
  'policy explain': () => import('./policy-explain.ts'),
  'config validate': () => import('./config-validate.ts'),
  'config generate': () => import('./config-generate.ts'),
  'config show': () => import('./config-show.ts'),
  'audit verify-log': () => import('./audit-verify-log.ts'),
  'cache clear': () => import('./cache-clear.ts'),
  sandbox: () => import('./sandbox.ts'),
};

/** The verbs, in help's order; '' is the console. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** One command's declaration. */
export async function loadCommand(name: string): Promise<CommandSpec> {
  const load = COMMANDS[name];
  if (!load) throw new SentinelError('usage', `There is no command "${name}".`);
  return (await load()).command;
}

/** All declarations, for help and README. */
export async function loadAllCommands(): Promise<CommandSpec[]> {
  return Promise.all(COMMAND_NAMES.map(loadCommand));
}
