/**
 * Every command by its verb, loaded when it is named. The order is help's order.
 * To add a command: write its file (see types.ts) and add its line here.
 */
import { commandTable } from './table.ts';
import type { CommandSpec } from './types.ts';

/** The verbs in help's order; '' is the console. */
export const COMMANDS = commandTable({
  '': () => import('./console.ts'),
  exec: () => import('./exec.ts'),
  credentials: () => import('./credentials.ts'),
  whoami: () => import('./whoami.ts'),
  login: () => import('./login.ts'),
  logout: () => import('./logout.ts'),
  'breakglass list': () => import('./breakglass-list.ts'),
  'breakglass close': () => import('./breakglass-close.ts'),
  'policy explain': () => import('./policy-explain.ts'),
  'policy pull': () => import('./policy-pull.ts'),
  'policy diff': () => import('./policy-diff.ts'),
  'policy push': () => import('./policy-push.ts'),
  'config validate': () => import('./config-validate.ts'),
  'config generate': () => import('./config-generate.ts'),
  'config show': () => import('./config-show.ts'),
  'audit verify-log': () => import('./audit-verify-log.ts'),
  doctor: () => import('./doctor.ts'),
  'keys add': () => import('./keys-add.ts'),
  'keys list': () => import('./keys-list.ts'),
  'keys remove': () => import('./keys-remove.ts'),
  'keys rotate': () => import('./keys-rotate.ts'),
  'cache clear': () => import('./cache-clear.ts'),
  prompt: () => import('./prompt.ts'),
  completion: () => import('./completion.ts'),
  sandbox: () => import('./sandbox.ts'),
  version: () => import('./version.ts'),
});

/** All declarations, for help and README. */
export function loadAllCommands(): Promise<CommandSpec[]> {
  return COMMANDS.all();
}
