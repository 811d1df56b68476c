import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { DEV_ROLE, openSandbox, PROD_ROLE, refusal, STAMP } from '../open.ts';

const NOT_AUTHORIZED = (
  action: string,
  role: string,
  user = 'arn:aws:iam::111122223333:user/alice',
) => `User: ${user} is not authorized to perform: ${action} on resource: ${role}`;

describe('what AssumeRole gives', () => {
  test('credentials that are the role, with the stamp told back', async () => {
    const { keysOf, assume, sts, store } = await openSandbox();
    const keys = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    const who = await sts(keys).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:sts::333344445555:assumed-role/ProdAdmin/alice');
    expect(who.UserId).toMatch(/^AROA[A-Z2-7]{16}:alice$/);
    expect(store.session(keys.accessKeyId)?.sourceIdentity).toBe(STAMP);
    expect(keys.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });

  test('credentials that end when they say', async () => {
    let now = Date.parse('2026-11-20T02:00:00Z');
    const { keysOf, assume, sandbox, query } = await openSandbox({ now: () => now });
    // The SDK signs with the machine's time, so the sandbox's must be near it: an offset is set instead.
    now = Date.now();
    const keys = await assume(keysOf('alice'), { DurationSeconds: 900 });
    sandbox.control.setClockOffset(899_000);
    const who = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    expect((await query(keys, 'sts', who)).status).toBe(200);
    sandbox.control.setClockOffset(901_000);
    const late = await query(keys, 'sts', who);
    expect(late.status).toBe(403);
    expect(late.text).toContain('<Code>ExpiredToken</Code>');
    expect(late.text).toContain('The security token included in the request is expired');
  });
});

describe('names', () => {
  test.each([
    [
      'sentinel:alice:direct:a1b2c3d4',
      /at 'sourceIdentity' failed .* regular expression pattern: \[\\w\+=,\.@-\]\*$/,
    ],
    ['aws:alice', /at 'sourceIdentity' failed .* pattern/],
    ['a b', /pattern/],
    ['älice', /pattern/],
    ['a', /length greater than or equal to 2$/],
    ['x'.repeat(65), /length less than or equal to 64$/],
  ])('SourceIdentity %s is refused', async (sourceIdentity, expected) => {
    const { keysOf, assume } = await openSandbox();
    const told = await refusal(assume(keysOf('alice'), { SourceIdentity: sourceIdentity }));
    expect(told).toMatchObject({ code: 'ValidationError', status: 400 });
    expect(told.message).toMatch(expected);
    expect(told.message).toMatch(/^1 validation error detected: Value '/);
  });

  test.each(['a', 'alice smith', 'x'.repeat(65), 'a/b'])(
    'RoleSessionName %s is refused',
    async (name) => {
      const { keysOf, assume } = await openSandbox();
      const told = await refusal(assume(keysOf('alice'), { RoleSessionName: name }));
      expect(told).toMatchObject({ code: 'ValidationError', status: 400 });
      expect(told.message).toContain("'roleSessionName'");
    },
  );
});

describe('trust', () => {
  test.each([
    ['no stamp', undefined],
    ["somebody else's stamp", 'sentinel=bob=direct=a1b2c3d4'],
    ['a stamp of no form', 'alice'],
  ])('%s: the role does not trust it', async (_what, sourceIdentity) => {
    const { keysOf, assume } = await openSandbox();
    const told = await refusal(assume(keysOf('alice'), { SourceIdentity: sourceIdentity }));
    expect(told).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: NOT_AUTHORIZED('sts:AssumeRole', DEV_ROLE),
    });
  });

  test('a role that does not exist says the same as one that does not trust', async () => {
    const { keysOf, assume } = await openSandbox();
    const missing = DEV_ROLE.replace('Developer', 'Nobody');
    const told = await refusal(assume(keysOf('alice'), { RoleArn: missing }));
    expect(told.message).toBe(NOT_AUTHORIZED('sts:AssumeRole', missing));
  });

  test('a role without sts:SetSourceIdentity takes no stamp, but goes without', async () => {
    const { keysOf, assume } = await openSandbox();
    const legacy = PROD_ROLE.replace('ProdAdmin', 'LegacyAdmin');
    const told = await refusal(assume(keysOf('alice'), { RoleArn: legacy }));
    expect(told.message).toBe(NOT_AUTHORIZED('sts:SetSourceIdentity', legacy));
    const keys = await assume(keysOf('alice'), { RoleArn: legacy, SourceIdentity: undefined });
    expect(keys.accessKeyId).toMatch(/^ASIA/);
  });

  test('the caller needs sts:SetSourceIdentity too, across accounts and under trust in the account', async () => {
    const { keysOf, assume, user } = await openSandbox();
    user('alice').policies = {
      only: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
    };
    for (const role of [DEV_ROLE, PROD_ROLE]) {
      const told = await refusal(assume(keysOf('alice'), { RoleArn: role }));
      expect(told.message).toBe(NOT_AUTHORIZED('sts:SetSourceIdentity', role));
    }
  });

  test('named directly in its own account, the caller needs no policy of its own; across accounts it does', async () => {
    const { keysOf, assume, user, role } = await openSandbox();
    user('alice').policies = {};
    for (const arn of [DEV_ROLE, PROD_ROLE]) {
      role(arn).trust = {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:user/alice' },
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          },
        ],
      };
    }
    expect((await assume(keysOf('alice'), { RoleArn: DEV_ROLE })).accessKeyId).toMatch(/^ASIA/);
    const told = await refusal(assume(keysOf('alice'), { RoleArn: PROD_ROLE }));
    expect(told.message).toBe(NOT_AUTHORIZED('sts:AssumeRole', PROD_ROLE));
  });

  test("an explicit deny in the trust policy, or in the caller's own, wins", async () => {
    const { keysOf, assume, user, role } = await openSandbox();
    user('alice').policies['no'] = {
      Statement: [{ Effect: 'Deny', Action: 'sts:*', Resource: PROD_ROLE }],
    };
    const own = await refusal(assume(keysOf('alice'), { RoleArn: PROD_ROLE }));
    expect(own.message).toBe(
      `${NOT_AUTHORIZED('sts:AssumeRole', PROD_ROLE)} with an explicit deny in an identity-based policy`,
    );
    role(DEV_ROLE).trust.Statement.push({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:RoleSessionName': 'alice' } },
    });
    expect((await refusal(assume(keysOf('alice')))).code).toBe('AccessDenied');
    expect((await assume(keysOf('alice'), { RoleSessionName: 'alice2' })).accessKeyId).toMatch(
      /^ASIA/,
    );
  });

  test.each<[string, Record<string, Record<string, string>>, object, object]>([
    [
      'ExternalId',
      { StringEquals: { 'sts:ExternalId': 'x-1' } },
      { ExternalId: 'x-2' },
      { ExternalId: 'x-1' },
    ],
    [
      'RoleSessionName bound to the user',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
      { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      { RoleSessionName: 'bob' },
      { RoleSessionName: 'alice' },
    ],
  ])('%s is held to', async (_what, condition, wrong, right) => {
    const { keysOf, assume, role } = await openSandbox();
    const statement = role(DEV_ROLE).trust.Statement[0];
    if (statement) statement.Condition = condition;
    expect((await refusal(assume(keysOf('alice'), wrong))).code).toBe('AccessDenied');
    expect((await assume(keysOf('alice'), right)).accessKeyId).toMatch(/^ASIA/);
  });
});

describe('durations', () => {
  test.each([
    [899, 'greater than or equal to 900'],
    [43_201, 'less than or equal to 43200'],
  ])('%d seconds are refused', async (DurationSeconds, expected) => {
    const { keysOf, assume } = await openSandbox();
    const told = await refusal(assume(keysOf('alice'), { DurationSeconds }));
    expect(told).toMatchObject({ code: 'ValidationError', status: 400 });
    expect(told.message).toContain(`Value '${DurationSeconds}' at 'durationSeconds'`);
    expect(told.message).toContain(expected);
  });

  test("over the role's MaxSessionDuration", async () => {
    const { keysOf, assume } = await openSandbox();
    const told = await refusal(
      assume(keysOf('alice'), { RoleArn: PROD_ROLE, DurationSeconds: 14_401 }),
    );
    expect(told).toMatchObject({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
    await assume(keysOf('alice'), { RoleArn: PROD_ROLE, DurationSeconds: 14_400 });
  });
});

describe('role chaining', () => {
  async function chain() {
    const open = await openSandbox();
    const first = await open.assume(open.keysOf('alice'));
    open.role(PROD_ROLE).trust.Statement.push({
      Effect: 'Allow',
      Principal: { AWS: DEV_ROLE },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    });
    return { ...open, first };
  }

  test('keeps the source identity without being told it again', async () => {
    const { assume, first, store } = await chain();
    const second = await assume(first, { RoleArn: PROD_ROLE, SourceIdentity: undefined });
    expect(store.session(second.accessKeyId)?.sourceIdentity).toBe(STAMP);
  });

  test('cannot change the source identity', async () => {
    const { assume, first } = await chain();
    const told = await refusal(
      assume(first, { RoleArn: PROD_ROLE, SourceIdentity: 'sentinel=bob=x=1' }),
    );
    expect(told).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(told.message).toContain('sts:SetSourceIdentity');
  });

  test('needs sts:SetSourceIdentity in each hop even when it says nothing of it', async () => {
    const { assume, first, role } = await chain();
    role(PROD_ROLE).trust.Statement = [
      { Effect: 'Allow', Principal: { AWS: DEV_ROLE }, Action: 'sts:AssumeRole' },
    ];
    const told = await refusal(assume(first, { RoleArn: PROD_ROLE, SourceIdentity: undefined }));
    expect(told.message).toContain('not authorized to perform: sts:SetSourceIdentity');
  });

  test('ends after an hour', async () => {
    const { assume, first } = await chain();
    const told = await refusal(assume(first, { RoleArn: PROD_ROLE, DurationSeconds: 3601 }));
    expect(told).toMatchObject({
      code: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
    await assume(first, { RoleArn: PROD_ROLE, DurationSeconds: 3600 });
  });
});

test('keys that STS never gave out are not known', async () => {
  const { sandbox } = await openSandbox();
  const client = new STSClient({
    endpoint: sandbox.url,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: {
      accessKeyId: 'ASIASENTINELREVOKED0',
      secretAccessKey: 'random',
      sessionToken: 'random',
    },
  });
  expect(await refusal(client.send(new GetCallerIdentityCommand({})))).toEqual({
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
    status: 403,
  });
});

test.each([
  ['Developer-of-the-account', 'Developer-of-the-account is invalid'],
  ['arn:aws:iam::1111:role/Developer', 'Request ARN is invalid'],
  ['arn:aws:iam::111122223333:user/alice', 'Request ARN is invalid'],
  ['arn:aws:sts::111122223333:role/Developer', 'Request ARN is invalid'],
])('%s is no role ARN', async (RoleArn, message) => {
  const { keysOf, assume } = await openSandbox();
  const told = await refusal(assume(keysOf('alice'), { RoleArn }));
  expect(told).toEqual({ code: 'ValidationError', message, status: 400 });
});
