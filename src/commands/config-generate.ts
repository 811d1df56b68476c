import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'config generate',
  summary: 'starter files: config.yaml and policies with comments, or a credential_process profile',
  flags: {
    template: {
      type: 'string',
      value: 'NAME',
      choices: ['basic', 'approvals', 'full', 'profile'],
      default: 'basic',
      summary:
        'basic: who may what; approvals: with requests; full: with break-glass and its limits',
    },
    output: {
      type: 'string',
      value: 'DIR',
      completes: 'folder',
      short: 'o',
      summary: 'write the files there instead of printing them',
    },
    force: { type: 'boolean', summary: 'overwrite files that are there' },
    profiles: {
      type: 'string',
      value: 'GLOB[,GLOB]',
      summary: 'write policies for these profiles of the AWS config and pin them to their roles',
    },
    profile: {
      type: 'string',
      value: 'NAME',
      short: 'p',
      completes: 'profile',
      summary: 'with --template profile: which section of the AWS config to print anew',
    },
    'role-arn': {
      type: 'string',
      value: 'ARN',
      summary: 'with --template profile: the role, where the AWS config names none',
    },
    json: { type: 'boolean', summary: 'print the files as one JSON object' },
  },
  examples: [
    'sentinel config generate --template full --output ~/.config/sentinel',
    "sentinel config generate --profiles '*'",
    'sentinel config generate --template profile --profile prod',
  ],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { generate } = await import('./config-generate/generate.ts');
    return generate(ctx, args);
  },
};
