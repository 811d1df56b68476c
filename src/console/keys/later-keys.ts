/** Keys whose work is not in this version: they say so. */
import { type KeyBinding, LISTS } from './binding.ts';

export const LATER_KEYS: readonly KeyBinding[] = [
  {
    intent: 'request',
    keys: ['r'],
    label: 'r',
    hint: () => 'request',
    help: 'asks an approver for access (not in this version)',
    views: ['list'],
    applies: () =>
      'Access requests are not in this version yet: ask the owners of the role directly.',
  },
  {
    intent: 'approvals',
    keys: ['a'],
    label: 'a',
    hint: () => 'approvals',
    help: 'the inbox of requests to approve (not in this version)',
    views: LISTS,
    applies: () => 'There is no approvals inbox in this version yet.',
  },
  {
    intent: 'revoke',
    keys: ['x'],
    label: 'x',
    hint: () => 'revoke',
    help: 'revokes a session (not in this version)',
    views: ['sessions'],
    applies: () =>
      'Revoking is not in this version yet: the credentials end at the time shown, not before.',
  },
  {
    intent: 'webConsole',
    keys: ['o'],
    label: 'o',
    hint: () => 'web console',
    help: 'opens the AWS web console from a stamped session (not in this version)',
    views: ['list', 'sessions'],
    applies: () => 'Opening the AWS web console is not in this version yet.',
  },
  {
    intent: 'newWindow',
    keys: ['t'],
    label: 't',
    hint: () => 'tmux window',
    help: 'opens the shell in a new tmux window (not in this version)',
    views: ['list'],
    applies: () => 'Shells in new tmux windows are not in this version yet: Enter opens one here.',
  },
];
