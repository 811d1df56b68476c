import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'config show',
  summary: 'every setting in force, and where each comes from',
  flags: {
    policy: {
      type: 'string',
      value: 'REF',
      completes: 'policy',
      summary: 'as given to exec, to see it in its place',
    },
    'policy-parameter': {
      type: 'string',
      value: 'NAME',
      completes: 'parameter',
      summary: 'the same by its SSM parameter name',
    },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: ['sentinel config show', 'sentinel config show --json'],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { show } = await import('./config-show/show.ts');
    return show(ctx, args);
  },
};
