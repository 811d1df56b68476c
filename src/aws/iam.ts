/** IAM over the AWS SDK. Loaded by the factory when it is first asked for. */
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { AwsOptions, Iam } from './api.ts';
import { answer, type DateSeen, watchDate } from './call.ts';
import { type IamCall, incomplete, makeAccessKeys } from './iam-access-keys.ts';
import type { Transport } from './transport.ts';

/** A client for these keys. IAM is global: the SDK takes the partition from the region, and its one endpoint. */
export function makeIam(options: AwsOptions, link: Transport): Iam {
  const settings = link.settings('iam', options);
  const client = new IAMClient(settings);
  const call: IamCall = (action, signal, work) =>
    answer({ service: 'iam', action, options, link, signal }, async (seen) =>
      work(hand(client, seen, link, signal)),
    );
  const once: IamCall = (action, signal, work) =>
    answer({ service: 'iam', action, options, link, signal }, async (seen) =>
      work(hand(new IAMClient({ ...settings, maxAttempts: 1 }), seen, link, signal)),
    );
  return {
    ...makeAccessKeys(call, once),
    getRole: (name, signal) =>
      call('GetRole', signal, async (send) => {
        const out = await send(new GetRoleCommand({ RoleName: name }));
        const { Arn: arn, AssumeRolePolicyDocument: document } = out.Role ?? {};
        if (!arn || !document) throw incomplete('GetRole');
        return { arn, trustPolicy: decoded(document) };
      }),
  };
}

/** The client's `send` for one call, which tells AWS's time. */
function hand(
  client: IAMClient,
  seen: DateSeen,
  link: Transport,
  signal: AbortSignal | undefined,
): IAMClient['send'] {
  const send = (command: Parameters<IAMClient['send']>[0]) => {
    command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
    return client.send(command, signal ? { abortSignal: signal } : {});
  };
  return send as IAMClient['send'];
}

const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

/** URL-encoded JSON (IAM API reference, Role: "compliant with RFC 3986"). */
function decoded(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    throw incomplete('GetRole');
  }
}
