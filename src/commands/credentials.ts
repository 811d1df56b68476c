import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import type { Issued } from '../gate/types.ts';
import { ISSUE_FLAGS, issueRequest } from './gate-flags.ts';
import { issueHere } from './issue-here.ts';
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
  mustBeRead: true,
  brief: true,
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const issued = await issueHere(ctx, args, issueRequest(args, 'credential_process'));
  const { visible } = await import('../terminal/sanitise.ts');
  for (const notice of issued.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  try {
    await written(ctx.stdio.stdout, `${JSON.stringify(processOutput(issued))}\n`);
  } catch (error) {
    await recordEnd(ctx, issued);
    throw new SentinelError(
      'failed',
      `The credentials could not be written to stdout (${whyNot(error)}), so whoever asked has none.`,
      [],
      error,
    );
  }
  return 0;
}

/** Settles when the system has taken all of it. */
function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((done, failed) => {
    // Told by the callback too; without a listener the event would end the process.
    stream.once('error', failed);
    stream.write(text, (error) => {
      if (error) return failed(error);
      stream.off('error', failed);
      done();
    });
  });
}

/** The row must not say that somebody holds them. */
async function recordEnd(ctx: Context, issued: Issued): Promise<void> {
  const { endSession } = await import('../gate/end-session.ts');
  await endSession(ctx, issued.session.id).catch(() => {
    ctx.stdio.stderr.write('sentinel: the end of this session could not be recorded.\n');
  });
}

function whyNot(error: unknown): string {
  const code = errorCode(error) ?? 'unknown error';
  if (code === 'EPIPE') return 'whoever was to read them has gone';
  return code === 'ENOSPC' ? 'no space left on the device' : code;
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
