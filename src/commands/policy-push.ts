import { KIND_FLAG, PROFILE_FLAG } from './policy-diff/flags.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'policy push',
  summary: 'put a policy into Parameter Store in every region, after showing who gains and loses',
  positionals: 'FILE | DIR',
  completes: ['file'],
  flags: {
    ref: {
      type: 'string',
      value: 'REF',
      completes: 'policy',
      summary: 'where to: ssm:/NAME, or ssm:/PATH/ for a folder (default: the configured policy)',
    },
    'dry-run': { type: 'boolean', summary: 'only show what would change' },
    yes: { type: 'boolean', short: 'y', summary: 'do not ask' },
    strict: { type: 'boolean', summary: 'refuse what validates with warnings, too' },
    prune: { type: 'boolean', summary: 'delete the parts of a path that the folder does not have' },
    kind: KIND_FLAG,
    profile: PROFILE_FLAG,
    json: { type: 'boolean', summary: 'print what was done as one JSON object' },
  },
  examples: [
    'sentinel policy push policy.yaml --dry-run',
    'sentinel policy push policies/ --ref ssm:/sentinel/policies/prod/ --yes',
  ],
  exitCodes: [0, 1, 2, 6, 7, 130],
  async run(ctx, args) {
    const [{ push }, { interruptible }] = await Promise.all([
      import('./policy-push/push.ts'),
      import('./interrupts.ts'),
    ]);
    return interruptible((signal) => push(ctx, args, signal));
  },
};
