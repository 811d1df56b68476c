/** Base credentials of the machine's own role: EC2 instance, ECS task or EKS pod. */
import { type AwsCredentials, AwsError } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Base } from './types.ts';

type MachineBase = Extract<Base, { kind: 'imds' | 'container' }>;

const NEXT = {
  imds: 'Only on an EC2 instance with a role there are such credentials: name another base, --aws-profile NAME',
  container:
    'Only in a task or pod with a role there are such credentials: name another base, --aws-profile NAME',
};

/** @throws SentinelError `failed` where there is no role, `unavailable` where nobody answers. */
export async function machineCredentials(
  ctx: Context,
  { kind, label }: MachineBase,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  try {
    return kind === 'imds'
      ? await ctx.aws.instanceCredentials(signal)
      : await ctx.aws.containerCredentials(signal);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new SentinelError(
      error.unreachable ? 'unavailable' : 'failed',
      `The metadata service gives no credentials of ${label}: ${error.message} (${error.code}).`,
      [NEXT[kind]],
    );
  }
}
