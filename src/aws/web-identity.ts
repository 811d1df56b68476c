/** STS for callers with an identity provider's token and no keys, over the AWS SDK. */
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { StsWebIdentity } from './api.ts';
import { AT_THE_WIRE, bearerCall, incomplete, sendOptions, unsigned } from './bearer.ts';
import { watchDate } from './call.ts';
import { completeKeys } from './sts.ts';
import type { Transport } from './transport.ts';

/** A client that signs nothing: the token is all there is. */
export function makeStsWebIdentity(region: string, link: Transport): StsWebIdentity {
  const service = 'sts';
  const action = 'AssumeRoleWithWebIdentity';
  const client = new STSClient(link.settings(service, unsigned(region)));
  return {
    assumeRoleWithWebIdentity: (input, signal) =>
      bearerCall(
        { service, action, region, link, signal, secrets: [input.token] },
        async (seen) => {
          const command = new AssumeRoleWithWebIdentityCommand({
            RoleArn: input.roleArn,
            RoleSessionName: input.roleSessionName,
            WebIdentityToken: input.token,
            DurationSeconds: input.durationSeconds,
          });
          command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
          const out = await client.send(command, sendOptions(signal));
          if (!out.AssumedRoleUser?.Arn) throw incomplete(service, action);
          return {
            credentials: completeKeys(out.Credentials, action),
            assumedRoleArn: out.AssumedRoleUser.Arn,
          };
        },
      ),
  };
}
