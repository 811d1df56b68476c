import { KIND_FLAG, PROFILE_FLAG } from './policy-diff/flags.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'policy diff',
  summary: 'what differs between two policies: their texts, and who gains and who loses access',
  positionals: '[FILE | DIR | REF]',
  completes: ['file'],
  flags: {
    against: {
      type: 'string',
      value: 'REF|FILE',
      completes: 'file',
      summary: 'hold it against this (default: the configured policy; ssm:/NAME:3 is version 3)',
    },
    kind: KIND_FLAG,
    profile: PROFILE_FLAG,
    'exit-code': { type: 'boolean', summary: 'exit 1 where anything differs' },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel policy diff policy.yaml',
    'sentinel policy diff policy.yaml --against ssm:/sentinel/policies/default:3 --exit-code',
  ],
  exitCodes: [0, 1, 2, 6, 7, 130],
  async run(ctx, args) {
    const [{ diff }, { interruptible }] = await Promise.all([
      import('./policy-diff/diff.ts'),
      import('./interrupts.ts'),
    ]);
    return interruptible((signal) => diff(ctx, args, signal));
  },
};
