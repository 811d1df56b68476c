/** IAM over the AWS SDK. Loaded by the factory when it is first asked for. */
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { AwsOptions, Iam } from './api.ts';
import { incomplete } from './aws-error.ts';
import { sdkCall } from './call.ts';
import { type IamCall, makeAccessKeys } from './iam-access-keys.ts';
import type { Transport } from './transport.ts';

/** A client for these keys. IAM is global: the SDK takes the partition from the region, and its one endpoint. */
export function makeIam(options: AwsOptions, link: Transport): Iam {
  const settings = link.settings('iam', options);
  const client = new IAMClient(settings);
  const call: IamCall = (action, signal, work) =>
    sdkCall(client, { service: 'iam', action, options, link, signal }, work);
  const once: IamCall = (action, signal, work) =>
    sdkCall(
      new IAMClient({ ...settings, maxAttempts: 1 }),
      { service: 'iam', action, options, link, signal },
      work,
    );
  return {
    ...makeAccessKeys(call, once),
    getRole: (name, signal) =>
      call('GetRole', signal, async (send) => {
        const out = await send(new GetRoleCommand({ RoleName: name }));
        const { Arn: arn, AssumeRolePolicyDocument: document } = out.Role ?? {};
        if (!arn || !document) throw incomplete('iam', 'GetRole');
        return { arn, trustPolicy: decoded(document) };
      }),
  };
}

/** URL-encoded JSON (IAM API reference, Role: "compliant with RFC 3986"). */
function decoded(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    throw incomplete('iam', 'GetRole');
  }
}
