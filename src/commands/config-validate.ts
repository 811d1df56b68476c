import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'config validate',
  summary:
    'check policies and config.yaml as strictly as they are loaded, and look for likely slips',
  positionals: '[PATH | ssm:/NAME...]',
  completes: ['file'],
  flags: {
    kind: {
      type: 'string',
      value: 'KIND',
      choices: ['access', 'breakglass', 'approvals', 'ratelimits', 'config'],
      summary: 'what the files are (default: told by their keys)',
    },
    profile: {
      type: 'string',
      value: 'NAME',
      short: 'p',
      completes: 'profile',
      summary: 'stands in for {profile}; parameters are read with its base credentials',
    },
    strict: { type: 'boolean', summary: 'warnings are errors' },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel config validate',
    'sentinel config validate policy.yaml breakglass.yaml --strict',
    'sentinel config validate ssm:/sentinel/policies/default --aws-profile alice',
  ],
  exitCodes: [0, 1, 2, 6, 7, 130],
  async run(ctx, args) {
    const [{ validate }, { interruptible }] = await Promise.all([
      import('./config-validate/validate.ts'),
      import('./interrupts.ts'),
    ]);
    return interruptible((signal) => validate(ctx, args, signal));
  },
};
