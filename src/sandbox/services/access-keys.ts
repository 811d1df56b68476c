/**
 * IAM's access keys of users (IAM API Reference: CreateAccessKey, ListAccessKeys, UpdateAccessKey,
 * DeleteAccessKey, GetAccessKeyLastUsed; IAM User Guide, "IAM and AWS STS quotas": two a user). A new
 * key is taken only after some seconds, as IAM's eventual consistency has it.
 */
import { type Action, type Call, type Output, text } from '../cloud.ts';
import { AwsFault, constraint } from '../fault.ts';
import { base32 } from '../sts/mint.ts';
import type { AccessKey, Account, IamUser } from '../world.ts';
import { lastUse } from './last-use.ts';

/** How long a new key is not taken, milliseconds; tests set their own. */
export const NEW_KEY_DELAY = 3_000;
export const NEW_KEY_DELAY_KEY = 'new-key-delay';

const MOST = 2;

const ofUser = (call: Call): string[] => [
  `arn:aws:iam::${call.caller.account}:user/${userName(call)}`,
];

export const ACCESS_KEY_ACTIONS: Readonly<Record<string, Action>> = {
  CreateAccessKey: { readOnly: false, resources: ofUser, run: create },
  ListAccessKeys: { readOnly: true, resources: ofUser, run: list },
  UpdateAccessKey: { readOnly: false, resources: ofUser, run: update },
  DeleteAccessKey: { readOnly: false, resources: ofUser, run: remove },
  GetAccessKeyLastUsed: {
    readOnly: true,
    resources: (call) => {
      const owner = ownerOf(call, keyId(call))?.name ?? '*';
      return [`arn:aws:iam::${call.caller.account}:user/${owner}`];
    },
    run: lastUsed,
  },
};

function create(call: Call): Output {
  const { cloud } = call;
  const user = userOf(call);
  if (user.accessKeys.length >= MOST) {
    throw new AwsFault('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${MOST}`, 409);
  }
  const delay = Number(cloud.store.get(NEW_KEY_DELAY_KEY) ?? NEW_KEY_DELAY);
  const key: AccessKey = {
    id: `AKIA${base32(cloud.random(10))}`,
    secret: Buffer.from(cloud.random(30)).toString('base64'),
    status: 'Active',
    createdAt: Math.floor(call.now / 1000) * 1000,
    acceptedFrom: call.now + delay,
  };
  user.accessKeys.push(key);
  cloud.store.saveWorld(cloud.world);
  const facts = { UserName: user.name, AccessKeyId: key.id, Status: 'Active' };
  const CreateDate = iso(key.createdAt ?? 0);
  call.trail.responseElements = {
    accessKey: {
      userName: user.name,
      accessKeyId: key.id,
      status: 'Active',
      createDate: CreateDate,
    },
  };
  return { AccessKey: { ...facts, SecretAccessKey: key.secret, CreateDate } };
}

function list(call: Call): Output {
  const user = userOf(call);
  const account = accountOf(call);
  return {
    AccessKeyMetadata: {
      member: user.accessKeys.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.id,
        Status: key.status ?? 'Active',
        CreateDate: iso(key.createdAt ?? account?.roles[0]?.createdAt ?? 0),
      })),
    },
    IsTruncated: false,
  };
}

function update(call: Call): Output {
  const status = text(call, 'Status') ?? '';
  if (status !== 'Active' && status !== 'Inactive') {
    throw constraint(status, 'status', 'satisfy enum value set: [Active, Inactive]');
  }
  call.trail.requestParameters = {
    userName: userName(call),
    status,
    accessKeyId: keyId(call),
  };
  keyOf(call).status = status;
  call.cloud.store.saveWorld(call.cloud.world);
  return {};
}

function remove(call: Call): Output {
  call.trail.requestParameters = { userName: userName(call), accessKeyId: keyId(call) };
  const key = keyOf(call);
  const user = userOf(call);
  user.accessKeys = user.accessKeys.filter((one) => one !== key);
  call.cloud.store.saveWorld(call.cloud.world);
  return {};
}

function lastUsed(call: Call): Output {
  const id = keyId(call);
  call.trail.requestParameters = { accessKeyId: id };
  const owner = ownerOf(call, id);
  if (!owner) throw new AwsFault('NoSuchEntity', missing(id), 404);
  const use = lastUse(call.cloud.store, id);
  return {
    UserName: owner.name,
    AccessKeyLastUsed: {
      ...(use && { LastUsedDate: iso(use.at) }),
      ServiceName: use?.service ?? 'N/A',
      Region: use?.region ?? 'N/A',
    },
  };
}

/** @throws AwsFault ValidationError for what is not written as the id of an access key is. */
function keyId(call: Call): string {
  const id = text(call, 'AccessKeyId') ?? '';
  if (!/^\w*$/.test(id)) {
    throw constraint(id, 'accessKeyId', 'satisfy regular expression pattern: [\\w]+');
  }
  if (id.length < 16) {
    throw constraint(id, 'accessKeyId', 'have length greater than or equal to 16');
  }
  return id;
}

/** The user that a call is about: where it names none, whose key signed it. */
function userName(call: Call): string {
  const named = text(call, 'UserName');
  call.trail.requestParameters = named === undefined ? {} : { userName: named };
  const name = named ?? (call.caller.type === 'user' ? call.caller.userName : undefined);
  if (name !== undefined) return name;
  throw new AwsFault(
    'ValidationError',
    'Must specify userName when calling with non-User credentials',
  );
}

function userOf(call: Call): IamUser {
  const name = userName(call);
  const user = accountOf(call)?.users.find((one) => one.name === name);
  if (user) return user;
  throw new AwsFault('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);
}

function keyOf(call: Call): AccessKey {
  const id = keyId(call);
  const key = userOf(call).accessKeys.find((one) => one.id === id);
  if (key) return key;
  throw new AwsFault('NoSuchEntity', missing(id), 404);
}

function ownerOf(call: Call, id: string): IamUser | undefined {
  return accountOf(call)?.users.find((user) => user.accessKeys.some((key) => key.id === id));
}

function accountOf(call: Call): Account | undefined {
  return call.cloud.world.accounts.find((one) => one.id === call.caller.account);
}

function missing(id: string): string {
  return `The Access Key with id ${id} cannot be found.`;
}

function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
