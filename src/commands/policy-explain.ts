import { MODES } from '../policy/types.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'policy explain',
  summary: 'why a request gets the verdict that it gets, rule by rule',
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      required: true,
      completes: 'profile',
      summary: 'the AWS profile asked for',
    },
    user: { type: 'string', value: 'NAME', summary: 'ask for the IAM user of that name' },
    arn: { type: 'string', value: 'ARN', summary: 'ask for this caller (default: you)' },
    'role-arn': {
      type: 'string',
      value: 'ARN',
      summary: 'the role the profile leads to (default: what the AWS config says)',
    },
    at: {
      type: 'string',
      value: 'ISO',
      summary: 'at this time, UTC unless it says (default: now)',
    },
    mode: {
      type: 'string',
      value: 'MODE',
      default: 'cli',
      choices: MODES,
      summary: 'how credentials are asked for',
    },
    policy: {
      type: 'string',
      value: 'REF',
      completes: 'policy',
      summary: 'ssm:/NAME or file:PATH instead of the configured policy',
    },
    'policy-parameter': {
      type: 'string',
      value: 'NAME',
      completes: 'parameter',
      summary: 'the same as --policy ssm:NAME',
    },
    week: {
      type: 'boolean',
      summary: "also what it says at each hour of the week, by the clock of the policy's zone",
    },
    json: { type: 'boolean', summary: 'print one JSON object' },
  },
  examples: [
    'sentinel policy explain --profile prod --user alice --policy file:policy.yaml',
    'sentinel --sandbox policy explain --profile day-deploy --week',
    'sentinel policy explain --profile prod --at 2026-11-20T22:00:00Z --json',
  ],
  exitCodes: [0, 1, 2, 6, 7],
  async run(ctx, args) {
    // One import for all that follows: each file that is loaded on its own costs half a millisecond.
    const { answer } = await import('./policy-explain/answer.ts');
    return answer(ctx, args);
  },
};
