/** STS over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { type AssumedRole, AwsError, type AwsOptions, type Sts } from './api.ts';
import { answer, watchDate } from './call.ts';
import type { Transport } from './transport.ts';

/** A client for these keys in this region (the regional endpoint, never the global one). */
export function makeSts(options: AwsOptions, link: Transport): Sts {
  const about = (action: string, signal: AbortSignal | undefined) =>
    ({ service: 'sts', action, options, link, signal }) as const;
  const client = new STSClient(link.settings('sts', options));
  return {
    getCallerIdentity: (signal) =>
      answer(about('GetCallerIdentity', signal), async (seen) => {
        const command = new GetCallerIdentityCommand({});
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        if (!out.Arn || !out.Account || !out.UserId) throw incomplete('GetCallerIdentity');
        return { arn: out.Arn, account: out.Account, userId: out.UserId };
      }),
    assumeRole: (input, signal) =>
      answer(about('AssumeRole', signal), async (seen) => {
        const command = new AssumeRoleCommand({
          RoleArn: input.roleArn,
          RoleSessionName: input.roleSessionName,
          DurationSeconds: input.durationSeconds,
          ...(input.sourceIdentity !== undefined && { SourceIdentity: input.sourceIdentity }),
          ...(input.policy !== undefined && { Policy: input.policy }),
          ...(input.externalId !== undefined && { ExternalId: input.externalId }),
        });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        if (!out.AssumedRoleUser?.Arn) throw incomplete('AssumeRole');
        return {
          credentials: completeKeys(out.Credentials, 'AssumeRole'),
          assumedRoleArn: out.AssumedRoleUser.Arn,
        };
      }),
    getSessionToken: (durationSeconds, signal, mfa) =>
      answer(about('GetSessionToken', signal), async (seen) => {
        const command = new GetSessionTokenCommand({
          DurationSeconds: durationSeconds,
          ...(mfa && { SerialNumber: mfa.serial, TokenCode: mfa.code }),
        });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, sendOptions(signal));
        return { credentials: completeKeys(out.Credentials, 'GetSessionToken') };
      }),
  };
}

/** Whole credentials with an end, or none: half an answer is never handed on. */
export function completeKeys(
  keys: Credentials | undefined,
  action: string,
): AssumedRole['credentials'] {
  const expiration = keys?.Expiration?.getTime();
  if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken) throw incomplete(action);
  if (expiration === undefined || !Number.isFinite(expiration)) throw incomplete(action);
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiration,
  };
}

const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function incomplete(action: string): AwsError {
  return new AwsError({
    service: 'sts',
    action,
    code: 'InvalidResponse',
    message: 'the answer is not complete',
    status: 502,
  });
}
