import { describe, expect, test } from 'vitest';
import { DEV_ROLE, openSandbox, PROD_ROLE, send } from '../open.ts';

const LEGACY = PROD_ROLE.replace('ProdAdmin', 'LegacyAdmin');

describe('the SCP of production wants a stamp', () => {
  const remove = {
    Action: 'DeleteDBInstance',
    Version: '2014-10-31',
    DBInstanceIdentifier: 'prod-orders',
    SkipFinalSnapshot: 'true',
  };

  test('an administrator without one is refused, with one is let', async () => {
    const { keysOf, assume, query } = await openSandbox();
    const bare = await assume(keysOf('alice'), { RoleArn: LEGACY, SourceIdentity: undefined });
    const refused = await query(bare, 'rds', remove);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(
      'is not authorized to perform: rds:DeleteDBInstance on resource: arn:aws:rds:eu-central-1:333344445555:db:prod-orders with an explicit deny in a service control policy',
    );
    const stamped = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    const done = await query(stamped, 'rds', remove);
    expect(done.status).toBe(200);
    expect(done.text).toContain('<DBInstanceStatus>deleting</DBInstanceStatus>');
  });

  test('also for instances, in the words of EC2', async () => {
    const { keysOf, assume, query } = await openSandbox();
    const bare = await assume(keysOf('alice'), { RoleArn: LEGACY, SourceIdentity: undefined });
    const end = {
      Action: 'TerminateInstances',
      Version: '2016-11-15',
      'InstanceId.1': 'i-03333aaaa00000001',
    };
    const refused = await query(bare, 'ec2', end);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('<Code>UnauthorizedOperation</Code>');
    const stamped = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    expect((await query(stamped, 'ec2', end)).text).toContain('<name>shutting-down</name>');
    const again = await query(stamped, 'ec2', { ...end, 'InstanceId.1': 'i-0none' });
    expect(again.text).toContain('<Code>InvalidInstanceID.NotFound</Code>');
    const none = await query(stamped, 'ec2', { Action: end.Action, Version: end.Version });
    expect(none.status).toBe(400);
    expect(none.text).toContain('<Code>MissingParameter</Code>');
  });

  test('what is not there, and what is half asked', async () => {
    const { keysOf, assume, query } = await openSandbox();
    const keys = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    const gone = await query(keys, 'rds', { ...remove, DBInstanceIdentifier: 'nothing' });
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('<Code>DBInstanceNotFound</Code>');
    const half = await query(keys, 'rds', { ...remove, SkipFinalSnapshot: 'false' });
    expect(half.text).toContain('<Code>InvalidParameterCombination</Code>');
  });
});

test('GetRole shows the trust policy as IAM encodes it', async () => {
  const { keysOf, query } = await openSandbox();
  const ask = (RoleName: string) =>
    query(keysOf('alice'), 'iam', { Action: 'GetRole', Version: '2010-05-08', RoleName });
  const found = await ask('Developer');
  const document = /<AssumeRolePolicyDocument>(.+)<\/AssumeRolePolicyDocument>/.exec(
    found.text,
  )?.[1];
  expect(JSON.parse(decodeURIComponent(document ?? '')).Statement[0].Action).toEqual([
    'sts:AssumeRole',
    'sts:SetSourceIdentity',
  ]);
  expect(found.text).toContain(`<Arn>${DEV_ROLE}</Arn>`);
  const missing = await ask('Nobody');
  expect(missing.status).toBe(404);
  expect(missing.text).toContain('<Code>NoSuchEntity</Code>');
});

test("S3 lists an account's own buckets", async () => {
  const { sandbox, keysOf, assume } = await openSandbox();
  const keys = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
  const list = await send(sandbox, keys, 's3', { method: 'GET' });
  expect(list.text).toContain('<Name>company-prod-logs</Name>');
  expect(list.text).not.toContain('company-dev-logs');
  const look = (path: string) => send(sandbox, keys, 's3', { method: 'GET', path });
  expect((await look('/company-prod-logs?list-type=2')).text).toContain('<KeyCount>0</KeyCount>');
  const other = await look('/company-dev-logs?list-type=2');
  expect(other.status).toBe(404);
  expect(other.text).toContain('<Code>NoSuchBucket</Code>');
});
