/** Base credentials of another tool's `credential_process`. */
import type { AwsCredentials } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { readProcessOutput } from './process-output.ts';
import { runProcess } from './run-process.ts';
import type { Base } from './types.ts';

type ProcessBase = Extract<Base, { kind: 'process' }>;

/**
 * Runs the command and checks what it printed. Neither command nor output stands in an error: both may
 * hold secrets.
 * @throws SentinelError `not_signed_in`: most such tools fail because somebody must sign in to them.
 */
export async function processCredentials(
  ctx: Context,
  base: ProcessBase,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const ran = await runProcess(ctx, base.command, base.profile ?? '', signal);
  if (ran.output === null) {
    throw refused(base, ran.why, [
      'Sign in to that tool, or run the command by hand to see what it says.',
    ]);
  }
  const { credentials, why } = readProcessOutput(ran.output);
  if (credentials) return credentials;
  throw refused(base, why, [
    'It must print one JSON object: Version 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration.',
  ]);
}

function refused({ label }: ProcessBase, why: string, next: readonly string[]): SentinelError {
  const name = label.charAt(0).toUpperCase() + label.slice(1);
  return new SentinelError('not_signed_in', `${name} gives no credentials: ${why}.`, next);
}
