/** IAM's access keys, with the official SDK's client. */
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { type Keys, openSandbox, REGION, refusal } from '../open.ts';

async function open() {
  let offset = 0;
  const hand = await openSandbox({ now: () => Date.now() + offset });
  const iam = (keys: Keys) =>
    new IAMClient({
      endpoint: hand.sandbox.url,
      region: REGION,
      credentials: keys,
      maxAttempts: 1,
    });
  const whoami = (keys: Keys) => hand.sts(keys).send(new GetCallerIdentityCommand({}));
  const make = async (keys: Keys): Promise<Keys> => {
    const { AccessKey } = await iam(keys).send(new CreateAccessKeyCommand({}));
    return {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
  };
  const later = (milliseconds: number) => {
    offset += milliseconds;
  };
  return { ...hand, iam, whoami, make, later };
}

describe('a new key', () => {
  test('is refused for some seconds, as an unknown one is, and then taken', async () => {
    const { keysOf, make, whoami, later } = await open();
    const made = await make(keysOf('alice'));
    expect(made.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(await refusal(whoami(made))).toMatchObject({
      code: 'InvalidClientTokenId',
      status: 403,
      message: 'The security token included in the request is invalid.',
    });
    later(3_100);
    expect((await whoami(made)).Arn).toBe('arn:aws:iam::111122223333:user/alice');
  });

  test('is the second and last', async () => {
    const { keysOf, make, iam } = await open();
    await make(keysOf('alice'));
    expect(await refusal(make(keysOf('alice')))).toMatchObject({
      code: 'LimitExceededException',
      status: 409,
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
    const { AccessKeyMetadata } = await iam(keysOf('alice')).send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.map(({ Status, UserName }) => [UserName, Status])).toEqual([
      ['alice', 'Active'],
      ['alice', 'Active'],
    ]);
    expect(AccessKeyMetadata?.every(({ CreateDate }) => CreateDate instanceof Date)).toBe(true);
  });
});

test('a key that is switched off is unknown everywhere, and comes back', async () => {
  const { keysOf, make, iam, whoami, later } = await open();
  const made = await make(keysOf('alice'));
  later(3_100);
  const turn = (Status: 'Active' | 'Inactive') =>
    iam(keysOf('alice')).send(
      new UpdateAccessKeyCommand({ AccessKeyId: made.accessKeyId, Status }),
    );
  await turn('Inactive');
  expect(await refusal(whoami(made))).toMatchObject({ code: 'InvalidClientTokenId' });
  await turn('Active');
  expect((await whoami(made)).Account).toBe('111122223333');
});

test('a deleted key is gone, and a second deletion says so', async () => {
  const { keysOf, make, iam, whoami, later } = await open();
  const made = await make(keysOf('alice'));
  later(3_100);
  // A key may delete itself.
  const remove = (by: Keys) =>
    iam(by).send(new DeleteAccessKeyCommand({ AccessKeyId: made.accessKeyId }));
  await remove(made);
  expect(await refusal(whoami(made))).toMatchObject({ code: 'InvalidClientTokenId' });
  expect(await refusal(remove(keysOf('alice')))).toMatchObject({
    code: 'NoSuchEntityException',
    status: 404,
    message: `The Access Key with id ${made.accessKeyId} cannot be found.`,
  });
});

test("nobody touches another's keys, and a role must say whose", async () => {
  const { keysOf, assume, iam, make } = await open();
  expect(
    await refusal(iam(keysOf('alice')).send(new ListAccessKeysCommand({ UserName: 'bob' }))),
  ).toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message: expect.stringContaining(
      'is not authorized to perform: iam:ListAccessKeys on resource: arn:aws:iam::111122223333:user/bob because no identity-based policy allows the iam:ListAccessKeys action',
    ),
  });
  const admin = await assume(keysOf('alice'));
  expect(await refusal(iam(admin).send(new CreateAccessKeyCommand({})))).toMatchObject({
    message: 'Must specify userName when calling with non-User credentials',
  });
  await make(keysOf('dave'));
  const list = (UserName: string) => iam(admin).send(new ListAccessKeysCommand({ UserName }));
  expect((await list('dave')).AccessKeyMetadata).toHaveLength(2);
  expect(await refusal(list('nobody'))).toMatchObject({
    code: 'NoSuchEntityException',
    message: 'The user with name nobody cannot be found.',
  });
});

test('tells when a key was last used, and for what', async () => {
  const { keysOf, make, iam, whoami, later } = await open();
  const made = await make(keysOf('alice'));
  later(3_100);
  const ask = () =>
    iam(keysOf('alice')).send(new GetAccessKeyLastUsedCommand({ AccessKeyId: made.accessKeyId }));
  expect(await ask()).toMatchObject({
    UserName: 'alice',
    AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
  });
  expect((await ask()).AccessKeyLastUsed?.LastUsedDate).toBeUndefined();
  await whoami(made);
  expect((await ask()).AccessKeyLastUsed).toMatchObject({
    ServiceName: 'sts',
    Region: REGION,
    LastUsedDate: expect.any(Date),
  });
});

test('what is asked wrongly is refused in IAM’s words', async () => {
  const { keysOf, query } = await open();
  const ask = (params: Record<string, string>) =>
    query(keysOf('alice'), 'iam', { Version: '2010-05-08', ...params });
  const short = await ask({ Action: 'DeleteAccessKey', AccessKeyId: 'AKIA' });
  expect(short.text).toContain(
    "Value 'AKIA' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
  );
  const odd = await ask({
    Action: 'UpdateAccessKey',
    AccessKeyId: keysOf('alice').accessKeyId,
    Status: 'Asleep',
  });
  expect(odd.status).toBe(400);
  expect(odd.text).toContain('Member must satisfy enum value set: [Active, Inactive]');
});

test('CloudTrail tells of the key, and not its secret', async () => {
  const { keysOf, make, store } = await open();
  const made = await make(keysOf('alice'));
  const rows = store.db
    .prepare("select body from events where event_name = 'CreateAccessKey'")
    .all();
  const body = String(rows[0]?.['body']);
  expect(JSON.parse(body)).toMatchObject({
    eventSource: 'iam.amazonaws.com',
    awsRegion: 'us-east-1',
    readOnly: false,
    responseElements: { accessKey: { userName: 'alice', accessKeyId: made.accessKeyId } },
  });
  expect(body).not.toContain(made.secretAccessKey);
});

test('a rotated key stays out of the files of the story', async () => {
  const { sandbox, keysOf, make, iam } = await open();
  const { readFileSync } = await import('node:fs');
  const { seedFiles } = await import('../../../src/sandbox/seed-files.ts');
  const before = keysOf('alice');
  const made = await make(before);
  await iam(before).send(new DeleteAccessKeyCommand({ AccessKeyId: before.accessKeyId }));
  const { cloud } = sandbox.control;
  const soil = {
    home: sandbox.home,
    store: cloud.store,
    random: cloud.random,
    now: Date.now(),
    url: sandbox.url,
  };
  await seedFiles(soil, cloud.world);
  const file = readFileSync(`${sandbox.home}/people/alice/credentials`, 'utf8');
  expect(file).toContain(before.accessKeyId);
  expect(file).not.toContain(made.accessKeyId);
});
