/** The access keys of IAM users. */
import {
  type AccessKeyMetadata,
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { type AccessKeyFacts, type Answer, AwsError, type Iam, type NewAccessKey } from './api.ts';
import { incomplete } from './aws-error.ts';

/** Does one call to IAM. */
export type IamCall = <T>(
  action: string,
  signal: AbortSignal | undefined,
  work: (send: IAMClient['send']) => Promise<T>,
) => Promise<Answer<T>>;

/** @param once a call that is never tried again. */
export function makeAccessKeys(call: IamCall, once: IamCall): Omit<Iam, 'getRole'> {
  return {
    createAccessKey: (user, signal) => create(once, user, signal),
    listAccessKeys: (user, signal) =>
      call('ListAccessKeys', signal, async (send) => {
        const found: AccessKeyFacts[] = [];
        let marker: string | undefined;
        do {
          const page = await send(
            new ListAccessKeysCommand({ ...of(user), ...(marker && { Marker: marker }) }),
          );
          if (!page.AccessKeyMetadata) throw incomplete('iam', 'ListAccessKeys');
          found.push(...page.AccessKeyMetadata.map(factsOf));
          marker = page.IsTruncated ? page.Marker : undefined;
        } while (marker);
        return found;
      }),
    setAccessKeyStatus: (user, id, status, signal) =>
      call('UpdateAccessKey', signal, async (send) => {
        await send(new UpdateAccessKeyCommand({ ...of(user), AccessKeyId: id, Status: status }));
        return null;
      }),
    deleteAccessKey: (user, id, signal) =>
      call('DeleteAccessKey', signal, async (send) => {
        await send(new DeleteAccessKeyCommand({ ...of(user), AccessKeyId: id }));
        return null;
      }),
    accessKeyLastUsed: (id, signal) =>
      call('GetAccessKeyLastUsed', signal, async (send) => {
        const out = await send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }));
        if (!out.AccessKeyLastUsed) throw incomplete('iam', 'GetAccessKeyLastUsed');
        return out.AccessKeyLastUsed.LastUsedDate?.getTime() ?? null;
      }),
  };
}

async function create(
  once: IamCall,
  user: string | null,
  signal: AbortSignal | undefined,
): Promise<Answer<NewAccessKey>> {
  try {
    return await once('CreateAccessKey', signal, async (send) => {
      const { AccessKey: made } = await send(new CreateAccessKeyCommand(of(user)));
      const { AccessKeyId: id, SecretAccessKey: secret, CreateDate: date } = made ?? {};
      if (!id || !secret) throw incomplete('iam', 'CreateAccessKey');
      return { id, secret, createdAt: date?.getTime() ?? Number.NaN };
    });
  } catch (error) {
    // What broke off in its middle may have told the secret, and a parser may repeat what it read.
    if (!(error instanceof AwsError) || error.status !== undefined) throw error;
    const { service, action, code, date } = error;
    throw new AwsError({ service, action, code, date, message: 'no whole answer came' });
  }
}

function of(user: string | null): { UserName?: string } {
  return user === null ? {} : { UserName: user };
}

function factsOf({ AccessKeyId, Status, CreateDate }: AccessKeyMetadata): AccessKeyFacts {
  if (!AccessKeyId || !Status || !CreateDate) throw incomplete('iam', 'ListAccessKeys');
  return { id: AccessKeyId, active: Status === 'Active', createdAt: CreateDate.getTime() };
}
