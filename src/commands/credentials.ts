import type { Context } from '../context.ts';
import type { Issued } from '../gate/types.ts';
import { ISSUE_FLAGS, issueRequest } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** One JSON object on stdout in the form of `credential_process`, or nothing at all. */
export const command: CommandSpec = {
  name: 'credentials',
  summary: 'print stamped credentials as JSON, for credential_process of an AWS profile',
  flags: ISSUE_FLAGS,
  examples: [
    'sentinel --sandbox credentials --profile dev',
    'credential_process = sentinel credentials --profile prod',
  ],
  exitCodes: [0, 1, 2, 3, 4, 5, 6, 7, 130],
  oneLineErrors: true,
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const { issue } = await import('../gate/issue.ts');
  const issued = await interruptible((signal) =>
    issue(ctx, issueRequest(args, 'credential_process', signal)),
  );
  const { visible } = await import('../terminal/sanitise.ts');
  for (const notice of issued.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  ctx.stdio.stdout.write(`${JSON.stringify(processOutput(issued))}\n`);
  return 0;
}

/**
 * The members that SDKs read (AWS SDKs and Tools reference, "Process credential provider").
 */
export function processOutput(issued: Issued): Record<string, string | number> {
  const { credentials, assessment } = issued;
  return {
    Version: 1,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    ...(credentials.sessionToken && { SessionToken: credentials.sessionToken }),
    Expiration: new Date(credentials.expiration).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(assessment.account && { AccountId: assessment.account }),
  };
}
