import { expect, test } from 'vitest';
import { openSandbox, send } from '../open.ts';

test("an action the service does not have, in each protocol's words", async () => {
  const { sandbox, keysOf, query, json } = await openSandbox();
  const keys = keysOf('alice');
  const sts = await query(keys, 'sts', { Action: 'DecodeMessage', Version: '2011-06-15' });
  expect(sts.status).toBe(400);
  expect(sts.text).toContain('<Code>InvalidAction</Code>');
  expect(sts.text).toContain('Could not find operation DecodeMessage for version 2011-06-15');
  const ssm = await json(keys, 'ssm', 'AmazonSSM.ListDocuments', {});
  expect(JSON.parse(ssm.text)).toEqual({ __type: 'UnknownOperationException' });
  const s3 = await send(sandbox, keys, 's3', { method: 'PUT', path: '/bucket/key', body: 'x' });
  expect(s3.status).toBe(501);
  expect(s3.text).toContain('<Code>NotImplemented</Code>');
});

test('a service the sandbox does not have, in a form its client can read', async () => {
  const { keysOf, query, json } = await openSandbox();
  const sns = await query(keysOf('alice'), 'sns', { Action: 'ListTopics', Version: '2010-03-31' });
  expect(sns.text).toContain('The sandbox does not have the service sns.');
  const dynamo = await json(keysOf('alice'), 'dynamodb', 'DynamoDB_20120810.ListTables', {});
  expect(JSON.parse(dynamo.text).__type).toBe('UnknownOperationException');
});

test.each(['null', '[]', '"x"', '{'])('a JSON body of %s is no input', async (body) => {
  const { sandbox, keysOf } = await openSandbox();
  const answer = await send(sandbox, keysOf('alice'), 'ssm', {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
    body,
  });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text).__type).toBe('SerializationException');
});

test("every answer carries AWS's time and a request id", async () => {
  const { sandbox, keysOf, query } = await openSandbox();
  sandbox.control.setClockOffset(-7_200_000);
  const answer = await query(keysOf('alice'), 'sts', {
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
  });
  const date = Date.parse(answer.headers.get('date') ?? '');
  expect(Math.abs(date - sandbox.control.cloud.now())).toBeLessThan(30_000);
  expect(answer.headers.get('x-amzn-requestid')).toMatch(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  );
});

test('a service cut off drops the connection, the others answer', async () => {
  const { sandbox, keysOf, query, json } = await openSandbox();
  sandbox.control.setReachable('ssm', false);
  const read = () =>
    json(keysOf('alice'), 'ssm', 'AmazonSSM.GetParameter', { Name: '/sentinel/policies/default' });
  await expect(read()).rejects.toThrow('fetch failed');
  const who = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
  expect((await query(keysOf('alice'), 'sts', who)).status).toBe(200);
  sandbox.control.setReachable('ssm', true);
  expect((await read()).status).toBe(200);
});

test('markup in what a client sends stays text in what it gets', async () => {
  const { keysOf, query } = await openSandbox();
  const answer = await query(keysOf('alice'), 'iam', {
    Action: 'GetRole',
    Version: '2010-05-08',
    RoleName: '<Code>&"\u0001',
  });
  expect(answer.text).toContain('&lt;Code&gt;&amp;&quot;\ufffd');
});

test.each([
  ['sts', 'GetCallerIdentity', '2011-06-16', 'InvalidAction', 'for version 2011-06-16'],
  ['sts', 'GetCallerIdentity', undefined, 'InvalidAction', 'for version NO_VERSION_SPECIFIED'],
  ['iam', 'GetRole', '2011-06-15', 'InvalidAction', 'operation GetRole for version 2011-06-15'],
  ['ec2', 'DescribeInstances', '1999-01-01', 'NoSuchVersion', '1999-01-01'],
  ['ec2', 'DescribeInstances', undefined, 'MissingParameter', 'parameter Version'],
])('%s %s of version %s is not there', async (service, action, version, code, text) => {
  const { keysOf, query } = await openSandbox();
  const params = { Action: action, ...(version !== undefined && { Version: version }) };
  const told = await query(keysOf('alice'), service, params);
  expect(told.status).toBe(400);
  expect(told.text).toContain(`<Code>${code}</Code>`);
  expect(told.text).toContain(text);
});
