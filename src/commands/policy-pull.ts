import { KIND_FLAG, PROFILE_FLAG } from './policy-diff/flags.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'policy pull',
  summary: 'the text of a policy as it stands in Parameter Store, byte for byte',
  positionals: '[REF]',
  completes: ['policy'],
  flags: {
    output: {
      type: 'string',
      value: 'FILE|DIR',
      completes: 'file',
      short: 'o',
      summary: 'write it there; the parts of a path into one file each (default: stdout)',
    },
    version: {
      type: 'string',
      value: 'N',
      summary: 'an older version; AWS keeps a hundred',
    },
    force: { type: 'boolean', summary: 'overwrite files that hold another text' },
    kind: KIND_FLAG,
    profile: PROFILE_FLAG,
    json: { type: 'boolean', summary: 'print facts as one JSON object' },
  },
  examples: [
    'sentinel policy pull --output policy.yaml',
    'sentinel policy pull ssm:/sentinel/policies/prod/ --output policies/',
  ],
  exitCodes: [0, 1, 2, 6, 7, 130],
  async run(ctx, args) {
    const [{ pull }, { interruptible }] = await Promise.all([
      import('./policy-pull/pull.ts'),
      import('./interrupts.ts'),
    ]);
    return interruptible((signal) => pull(ctx, args, signal));
  },
};
