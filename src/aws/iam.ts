/** IAM over the AWS SDK. Loaded by the factory when it is first asked for. */
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AwsError, type AwsOptions, type Iam } from './api.ts';
import { answer, watchDate } from './call.ts';
import type { Transport } from './transport.ts';

/** A client for these keys. IAM is global: the SDK takes the partition from the region, and its one endpoint. */
export function makeIam(options: AwsOptions, link: Transport): Iam {
  const client = new IAMClient(link.settings('iam', options));
  return {
    getRole: (name, signal) =>
      answer({ service: 'iam', action: 'GetRole', options, link, signal }, async (seen) => {
        const command = new GetRoleCommand({ RoleName: name });
        command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
        const out = await client.send(command, signal ? { abortSignal: signal } : {});
        const { Arn: arn, AssumeRolePolicyDocument: document } = out.Role ?? {};
        if (!arn || !document) throw incomplete();
        return { arn, trustPolicy: decoded(document) };
      }),
  };
}

const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

/** URL-encoded JSON (IAM API reference, Role: "compliant with RFC 3986"). */
function decoded(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    throw incomplete();
  }
}

function incomplete(): AwsError {
  return new AwsError({
    service: 'iam',
    action: 'GetRole',
    code: 'InvalidResponse',
    message: 'the answer is not complete',
    status: 502,
  });
}
