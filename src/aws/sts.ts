/** STS over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  AssumeRoleCommand,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AssumedRole, AwsOptions, Sts } from './api.ts';
import { incomplete } from './aws-error.ts';
import { sdkCall } from './call.ts';
import type { Transport } from './transport.ts';

/** A client for these keys in this region (the regional endpoint, never the global one). */
export function makeSts(options: AwsOptions, link: Transport): Sts {
  const about = (action: string, signal: AbortSignal | undefined) =>
    ({ service: 'sts', action, options, link, signal }) as const;
  const client = new STSClient(link.settings('sts', options));
  return {
    getCallerIdentity: (signal) =>
      sdkCall(client, about('GetCallerIdentity', signal), async (send) => {
        const command = new GetCallerIdentityCommand({});
        const out = await send(command);
        if (!out.Arn || !out.Account || !out.UserId) throw incomplete('sts', 'GetCallerIdentity');
        return { arn: out.Arn, account: out.Account, userId: out.UserId };
      }),
    assumeRole: (input, signal) =>
      sdkCall(client, about('AssumeRole', signal), async (send) => {
        const command = new AssumeRoleCommand({
          RoleArn: input.roleArn,
          RoleSessionName: input.roleSessionName,
          DurationSeconds: input.durationSeconds,
          ...(input.sourceIdentity !== undefined && { SourceIdentity: input.sourceIdentity }),
          ...(input.policy !== undefined && { Policy: input.policy }),
          ...(input.externalId !== undefined && { ExternalId: input.externalId }),
        });
        const out = await send(command);
        if (!out.AssumedRoleUser?.Arn) throw incomplete('sts', 'AssumeRole');
        return {
          credentials: completeKeys(out.Credentials, 'AssumeRole'),
          assumedRoleArn: out.AssumedRoleUser.Arn,
        };
      }),
    getSessionToken: (durationSeconds, signal, mfa) =>
      sdkCall(client, about('GetSessionToken', signal), async (send) => {
        const command = new GetSessionTokenCommand({
          DurationSeconds: durationSeconds,
          ...(mfa && { SerialNumber: mfa.serial, TokenCode: mfa.code }),
        });
        const out = await send(command);
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
  if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken)
    throw incomplete('sts', action);
  if (expiration === undefined || !Number.isFinite(expiration)) throw incomplete('sts', action);
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
    expiration,
  };
}
