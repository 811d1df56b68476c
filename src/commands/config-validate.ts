import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'config validate',
  summary:
    'check policies and config.yaml as strictly as they are loaded, and look for likely slips',
  positionals: '[PATH...]',
  flags: {
    kind: {
      type: 'string',
      value: 'KIND',
      choices: ['access', 'breakglass', 'approvals', 'ratelimits', 'config'],
      summary: 'what the files are (default: told by their keys)',
    },
    strict: { type: 'boolean', summary: 'warnings are errors' },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel config validate',
    'sentinel config validate policy.yaml breakglass.yaml --strict',
  ],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { validate } = await import('./config-validate/validate.ts');
    return validate(ctx, args);
  },
};
