import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  paginateGetParameterHistory,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { openSandbox, PROD_ROLE, refusal } from '../open.ts';

/** Bob owns /sentinel/ and may write there. */
async function shelf() {
  const open = await openSandbox();
  const client = open.ssm(open.keysOf('bob'));
  const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
    client.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
  return { ...open, client, put };
}

describe('versions', () => {
  test('count up, and each can be read', async () => {
    const { client, put } = await shelf();
    expect((await put('/sentinel/a', 'one')).Version).toBe(1);
    const again = await refusal(put('/sentinel/a', 'two'));
    expect(again).toMatchObject({
      code: 'ParameterAlreadyExists',
      status: 400,
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    });
    expect((await put('/sentinel/a', 'two', { Overwrite: true })).Version).toBe(2);
    const read = async (Name: string) =>
      (await client.send(new GetParameterCommand({ Name }))).Parameter;
    expect(await read('/sentinel/a')).toMatchObject({ Value: 'two', Version: 2, Type: 'String' });
    expect(await read('/sentinel/a:1')).toMatchObject({ Value: 'one', Version: 1, Selector: ':1' });
    const arn = (await read('/sentinel/a'))?.ARN ?? '';
    expect(arn).toBe('arn:aws:ssm:eu-central-1:111122223333:parameter/sentinel/a');
    expect(await read(arn)).toMatchObject({ Name: '/sentinel/a', Version: 2 });
    expect((await refusal(read('/sentinel/a:3'))).code).toBe('ParameterVersionNotFound');
    expect((await refusal(read('/sentinel/none'))).code).toBe('ParameterNotFound');
  });

  test('older than the newest hundred are let go', async () => {
    const { client, sandbox } = await shelf();
    for (let n = 1; n <= 102; n += 1) sandbox.control.putParameter('/sentinel/much', `v${n}`);
    const read = (Name: string) => client.send(new GetParameterCommand({ Name }));
    expect((await read('/sentinel/much:3')).Parameter?.Value).toBe('v3');
    expect((await refusal(read('/sentinel/much:2'))).code).toBe('ParameterVersionNotFound');
  });

  test('each region and account has its own', async () => {
    const { put, ssm, keysOf, assume } = await shelf();
    await put('/sentinel/a', 'here');
    const name = { Name: '/sentinel/a' };
    const elsewhere = ssm(keysOf('bob'), 'us-west-2').send(new GetParameterCommand(name));
    expect((await refusal(elsewhere)).code).toBe('ParameterNotFound');
    const prod = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    expect((await refusal(ssm(prod).send(new GetParameterCommand(name)))).code).toBe(
      'ParameterNotFound',
    );
  });
});

describe('SecureString', () => {
  test('tells its value only when asked to decrypt', async () => {
    const { client, put } = await shelf();
    await put('/sentinel/secret', 'hush', { Type: 'SecureString' });
    const read = async (WithDecryption: boolean) =>
      (await client.send(new GetParameterCommand({ Name: '/sentinel/secret', WithDecryption })))
        .Parameter;
    expect((await read(true))?.Value).toBe('hush');
    expect((await read(false))?.Value).toMatch(/^AQICAHh/);
    expect(JSON.stringify(await read(false))).not.toContain('hush');
    expect((await read(false))?.Type).toBe('SecureString');
  });
});

describe('sizes', () => {
  test('4096 characters are standard, 8192 advanced, more nothing', async () => {
    const { put } = await shelf();
    expect((await put('/sentinel/s', 'ä'.repeat(4096))).Tier).toBe('Standard');
    const over = await refusal(put('/sentinel/m', 'x'.repeat(4097)));
    expect(over).toMatchObject({ code: 'ValidationException', status: 400 });
    expect(over.message).toContain(
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    );
    expect((await put('/sentinel/m', 'x'.repeat(4097), { Tier: 'Intelligent-Tiering' })).Tier).toBe(
      'Advanced',
    );
    expect((await put('/sentinel/l', 'x'.repeat(8192), { Tier: 'Advanced' })).Tier).toBe(
      'Advanced',
    );
    const most = await refusal(put('/sentinel/xl', 'x'.repeat(8193), { Tier: 'Advanced' }));
    expect(most.message).toContain(
      'Advanced tier parameters support a maximum parameter value of 8192 characters.',
    );
    expect((await refusal(put('/sentinel/e', ''))).code).toBe('ValidationException');
  });

  test.each([
    '/sentinel/a/',
    '/sentinel//a',
    '//sentinel',
    '/sentinel/a b',
    '/sentinel/ä',
    'sentinel/a',
    `/sentinel${'/a'.repeat(16)}`,
  ])('a parameter cannot be called %s', async (name) => {
    const { user, put } = await shelf();
    user('bob').policies = {
      all: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    };
    expect((await refusal(put(name, 'x'))).code).toMatch(
      /ValidationException|HierarchyLevelLimitExceeded/,
    );
  });
});

test('an advanced parameter stays one', async () => {
  const { put } = await shelf();
  await put('/sentinel/l', 'x'.repeat(5000), { Tier: 'Advanced' });
  const over = { Overwrite: true };
  const told = await refusal(put('/sentinel/l', 'x', { ...over, Tier: 'Standard' }));
  expect(told.code).toBe('ValidationException');
  expect(told.message).toContain(
    "You can't downgrade a parameter from the advanced-parameter tier",
  );
  const clever = await put('/sentinel/l', 'x', { ...over, Tier: 'Intelligent-Tiering' });
  expect(clever.Tier).toBe('Advanced');
  expect((await put('/sentinel/l', 'x', over)).Version).toBe(3);
});

test.each(['{{ssm:/sentinel/b}}', 'a {{ssm:x', 'a {{ other }} b'])(
  'a value cannot nest another: %s',
  async (value) => {
    const { put } = await shelf();
    const told = await refusal(put('/sentinel/a', value));
    expect(told.code).toBe('ValidationException');
    expect(told.message).toContain("can't nest another parameter");
  },
);

test.each([[7], [true], [['x']], [{ a: 1 }]])('a value of %j is no text', async (Value) => {
  const { json, keysOf } = await shelf();
  const input = { Name: '/sentinel/a', Type: 'String', Value };
  const told = await json(keysOf('bob'), 'ssm', 'AmazonSSM.PutParameter', input);
  expect(told.status).toBe(400);
  expect(JSON.parse(told.text).__type).toBe('SerializationException');
  const braces = { ...input, Value: 'a: {b: {c: d}}' };
  expect((await json(keysOf('bob'), 'ssm', 'AmazonSSM.PutParameter', braces)).status).toBe(200);
});

describe('by path', () => {
  test('pages of ten at most, in name order, every one once', async () => {
    const { client, sandbox } = await shelf();
    const names = Array.from(
      { length: 23 },
      (_, n) => `/sentinel/many/p${String(n).padStart(2, '0')}`,
    );
    for (const name of [...names].reverse()) sandbox.control.putParameter(name, name);
    sandbox.control.putParameter('/sentinel/many/deep/x', 'x');
    sandbox.control.putParameter('/sentinel/manyother', 'x');
    const pages = [];
    for await (const page of paginateGetParametersByPath({ client }, { Path: '/sentinel/many/' })) {
      pages.push(page.Parameters?.map((one) => one.Name) ?? []);
    }
    expect(pages.map((page) => page.length)).toEqual([10, 10, 3]);
    expect(pages.flat()).toEqual(names);
    const all = new GetParametersByPathCommand({ Path: '/sentinel/many', Recursive: true });
    expect((await client.send(all)).Parameters?.[0]?.Name).toBe('/sentinel/many/deep/x');
  });

  test.each<[object, RegExp]>([
    [{ Path: '/sentinel', MaxResults: 11 }, /ValidationException/],
    [{ Path: '/sentinel', NextToken: 'bogus' }, /InvalidNextToken/],
  ])('%j is refused', async (input, code) => {
    const { client } = await shelf();
    const command = new GetParametersByPathCommand({ Path: '/', ...input });
    expect((await refusal(client.send(command))).code).toMatch(code);
  });
});

test('several at once, with those that are not there', async () => {
  const { client, put } = await shelf();
  await put('/sentinel/a', 'one');
  await put('/sentinel/b', 'two');
  const Names = ['/sentinel/a', '/sentinel/none', '/sentinel/b'];
  const read = await client.send(new GetParametersCommand({ Names }));
  expect(read.Parameters?.map((one) => one.Value)).toEqual(['one', 'two']);
  expect(read.InvalidParameters).toEqual(['/sentinel/none']);
  const gone = await client.send(new DeleteParametersCommand({ Names }));
  expect(gone.DeletedParameters).toEqual(['/sentinel/a', '/sentinel/b']);
  const again = client.send(new DeleteParameterCommand({ Name: '/sentinel/a' }));
  expect((await refusal(again)).code).toBe('ParameterNotFound');
});

test('who may not write is told so, and nothing is written', async () => {
  const { ssm, keysOf, client } = await shelf();
  const command = new PutParameterCommand({
    Name: '/sentinel/policies/default',
    Value: 'mine',
    Overwrite: true,
  });
  expect(await refusal(ssm(keysOf('alice')).send(command))).toEqual({
    code: 'AccessDeniedException',
    status: 400,
    message:
      'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: ssm:PutParameter on resource: arn:aws:ssm:eu-central-1:111122223333:parameter/sentinel/policies/default because no identity-based policy allows the ssm:PutParameter action',
  });
  const still = await client.send(new GetParameterCommand({ Name: '/sentinel/policies/default' }));
  expect(still.Parameter?.Version).toBe(1);
});

describe('history', () => {
  const history = async (client: SSMClient, Name: string) => {
    const versions = [];
    for await (const page of paginateGetParameterHistory({ client, pageSize: 50 }, { Name })) {
      versions.push(...(page.Parameters ?? []));
    }
    return versions;
  };

  test('tells who wrote each version, its tier, type, key and description, oldest first', async () => {
    const { client, put } = await shelf();
    await put('/sentinel/h', 'one', { Description: 'whose door' });
    await put('/sentinel/h', 'x'.repeat(5000), { Overwrite: true, Tier: 'Advanced' });
    const [one, two] = await history(client, '/sentinel/h');
    expect(one).toMatchObject({
      Version: 1,
      Tier: 'Standard',
      Type: 'String',
      Value: 'one',
      Description: 'whose door',
      LastModifiedUser: 'arn:aws:iam::111122223333:user/bob',
    });
    expect(one?.KeyId).toBeUndefined();
    expect(two).toMatchObject({ Version: 2, Tier: 'Advanced', Description: 'whose door' });
    expect((await refusal(history(client, '/sentinel/none'))).code).toBe('ParameterNotFound');
  });

  test('a SecureString keeps its key only where it is named again', async () => {
    const { client, put } = await shelf();
    const Type = 'SecureString' as const;
    await put('/sentinel/k', 'one', { Type, KeyId: 'alias/policies' });
    await put('/sentinel/k', 'two', { Type, KeyId: 'alias/policies', Overwrite: true });
    await put('/sentinel/k', 'three', { Type, Overwrite: true });
    const versions = await history(client, '/sentinel/k');
    expect(versions.map(({ KeyId }) => KeyId)).toEqual([
      'alias/policies',
      'alias/policies',
      'alias/aws/ssm',
    ]);
    expect(versions[0]?.Value).toMatch(/^AQICAHh/);
    expect((await refusal(put('/sentinel/p', 'x', { KeyId: 'alias/policies' }))).code).toBe(
      'ValidationException',
    );
  });

  test('comes in pages', async () => {
    const { client, sandbox, json, keysOf } = await shelf();
    for (let n = 1; n <= 60; n += 1) sandbox.control.putParameter('/sentinel/long', `v${n}`);
    expect((await history(client, '/sentinel/long')).map(({ Version }) => Version)).toEqual(
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
    const raw = { Name: '/sentinel/long', MaxResults: 51 };
    const told = await json(keysOf('bob'), 'ssm', 'AmazonSSM.GetParameterHistory', raw);
    expect(JSON.parse(told.text).__type).toBe('ValidationException');
  });
});

test('a fault may be of one region', async () => {
  const { sandbox, ssm, keysOf } = await shelf();
  const read = (region: string) =>
    ssm(keysOf('bob'), region).send(
      new GetParameterCommand({ Name: '/sentinel/policies/default' }),
    );
  sandbox.control.setFault({ kind: 'unavailable', service: 'ssm', region: 'us-east-1' });
  expect((await read('eu-central-1')).Parameter?.Version).toBe(1);
  expect((await refusal(read('us-east-1'))).status).toBe(503);
});
