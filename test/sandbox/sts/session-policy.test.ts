import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { openSandbox, PROD_ROLE, refusal } from '../open.ts';

const until = (end: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateGreaterThan: { 'aws:CurrentTime': end } },
      },
    ],
  });

describe('a session policy that ends with a window', () => {
  test("AWS itself refuses at the window's end, long before the credentials end", async () => {
    const { keysOf, assume, sandbox, query } = await openSandbox();
    const end = Math.ceil(Date.now() / 1000) * 1000 + 300_000;
    const keys = await assume(keysOf('alice'), {
      RoleArn: PROD_ROLE,
      Policy: until(new Date(end).toISOString()),
      DurationSeconds: 3600,
    });
    const list = { Action: 'DescribeDBInstances', Version: '2014-10-31' };
    sandbox.control.setClockOffset(end - Date.now() - 2000);
    expect((await query(keys, 'rds', list)).status).toBe(200);
    sandbox.control.setClockOffset(end - Date.now() + 50);
    const late = await query(keys, 'rds', list);
    expect(late.status).toBe(403);
    expect(late.text).toContain('<Code>AccessDenied</Code>');
    expect(late.text).toContain(
      'rds:DescribeDBInstances on resource: * with an explicit deny in a session policy',
    );
    // The credentials themselves still stand: nobody needs leave to ask who they are.
    const who = await query(keys, 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' });
    expect(who.status).toBe(200);
  });

  test('is not taken off by assuming another role from it', async () => {
    const { keysOf, assume, sandbox, query, role } = await openSandbox();
    role(PROD_ROLE).trust.Statement.push({
      Effect: 'Allow',
      Principal: { AWS: PROD_ROLE },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    });
    const keys = await assume(keysOf('alice'), {
      RoleArn: PROD_ROLE,
      Policy: until(new Date(Date.now() + 60_000).toISOString()),
    });
    sandbox.control.setClockOffset(62_000);
    const late = await query(keys, 'sts', {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: PROD_ROLE,
      RoleSessionName: 'alice',
    });
    expect(late.status).toBe(403);
    expect(late.text).toContain('with an explicit deny in a session policy');
  });
});

test('a session policy never gives more than the role has', async () => {
  const { keysOf, assume, query } = await openSandbox();
  const keys = await assume(keysOf('alice'), {
    RoleArn: PROD_ROLE.replace('ProdAdmin', 'ReadOnly'),
    Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  });
  const params = {
    Version: '2014-10-31',
    DBInstanceIdentifier: 'prod-orders',
    SkipFinalSnapshot: 'true',
  };
  const answer = await query(keys, 'rds', { Action: 'DeleteDBInstance', ...params });
  expect(answer.status).toBe(403);
  expect(answer.text).toContain(
    'because no identity-based policy allows the rds:DeleteDBInstance action',
  );
});

test('and takes away what it does not name', async () => {
  const { keysOf, assume, ssm } = await openSandbox();
  const keys = await assume(keysOf('alice'), {
    Policy:
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
  });
  const told = await refusal(
    ssm(keys).send(new GetParameterCommand({ Name: '/sentinel/policies/default' })),
  );
  expect(told.code).toBe('AccessDeniedException');
  expect(told.message).toContain('because no session policy allows the ssm:GetParameter action');
});

describe('what STS does not take', () => {
  test.each<[string, object, string, RegExp]>([
    ['broken JSON', { Policy: '{' }, 'MalformedPolicyDocument', /invalid Json/],
    [
      'too long',
      { Policy: `{"a":"${'x'.repeat(2048)}"}` },
      'ValidationError',
      /length less than or equal to 2048/,
    ],
    [
      'an operator it cannot judge',
      {
        Policy:
          '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}',
      },
      'MalformedPolicyDocument',
      /IpAddress/,
    ],
    [
      'a Principal',
      {
        Policy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
      },
      'MalformedPolicyDocument',
      /should not specify a principal/,
    ],
    [
      'managed policies',
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] },
      'ValidationError',
      /no managed session policies/,
    ],
    ['tags', { Tags: [{ Key: 'a', Value: 'b' }] }, 'ValidationError', /no session tags/],
  ])('%s', async (_what, input, code, message) => {
    const { keysOf, assume } = await openSandbox();
    const told = await refusal(assume(keysOf('alice'), input));
    expect(told.code).toMatch(new RegExp(code));
    expect(told.message).toMatch(message);
  });
});
