/** STS for callers with an identity provider's token and no keys, over the AWS SDK. */
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { StsWebIdentity } from './api.ts';
import { incomplete } from './aws-error.ts';
import { bearerCall, unsigned } from './bearer.ts';
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
        client,
        { service, action, region, link, signal, secrets: [input.token] },
        async (send) => {
          const command = new AssumeRoleWithWebIdentityCommand({
            RoleArn: input.roleArn,
            RoleSessionName: input.roleSessionName,
            WebIdentityToken: input.token,
            DurationSeconds: input.durationSeconds,
          });
          const out = await send(command);
          if (!out.AssumedRoleUser?.Arn) throw incomplete(service, action);
          return {
            credentials: completeKeys(out.Credentials, action),
            assumedRoleArn: out.AssumedRoleUser.Arn,
          };
        },
      ),
  };
}
