import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetRoleCredentialsCommand } from '@aws-sdk/client-sso';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../src/sandbox/faults/kinds.ts';
import { DEV_ROLE, openSandbox, refusal, STAMP } from '../open.ts';
import { portal } from '../sso/portal-hands.ts';

/** One call of each kind of service, as the official clients see it. */
async function callers() {
  const open = await openSandbox();
  const { sandbox, sts, ssm, keysOf } = open;
  const hands = portal(sandbox);
  const { accessToken } = await hands.signIn();
  const policy = { Name: '/sentinel/policies/default' };
  const role = { accessToken, accountId: '111122223333', roleName: 'Engineer' };
  const ec2 = { Action: 'DescribeInstances', Version: '2016-11-15' };
  return {
    ...open,
    calls: {
      sts: () => sts(keysOf('alice')).send(new GetCallerIdentityCommand({})),
      ssm: () => ssm(keysOf('alice')).send(new GetParameterCommand(policy)),
      sso: () => hands.sso.send(new GetRoleCredentialsCommand(role)),
      'sso-oidc': () => hands.register(),
    },
    ec2: () => open.query(keysOf('alice'), 'ec2', ec2),
    s3: () => open.query(keysOf('alice'), 's3', {}),
  };
}

const WORDS: Readonly<Record<string, Readonly<Record<string, readonly [string, number]>>>> = {
  throttle: {
    sts: ['Throttling', 400],
    ssm: ['ThrottlingException', 400],
    sso: ['TooManyRequestsException', 429],
    'sso-oidc': ['TooManyRequestsException', 429],
  },
  server_error: {
    sts: ['InternalFailure', 500],
    ssm: ['InternalFailure', 500],
    sso: ['InternalFailure', 500],
    'sso-oidc': ['InternalServerException', 500],
  },
  unavailable: {
    sts: ['ServiceUnavailable', 503],
    ssm: ['ServiceUnavailable', 503],
    sso: ['ServiceUnavailable', 503],
    'sso-oidc': ['ServiceUnavailable', 503],
  },
  expired_token: {
    sts: ['ExpiredToken', 403],
    ssm: ['ExpiredTokenException', 400],
    sso: ['UnauthorizedException', 401],
    'sso-oidc': ['ExpiredTokenException', 400],
  },
};

describe('a refusal', () => {
  test.each(Object.keys(WORDS))('%s: in the words of each service, and once', async (kind) => {
    const { sandbox, calls } = await callers();
    for (const [service, call] of Object.entries(calls)) {
      sandbox.control.setFault({ kind: kind as FaultKind, service, times: 1 });
      const told = await refusal(call());
      expect([service, told.code, told.status]).toEqual([
        service,
        ...(WORDS[kind]?.[service] ?? []),
      ]);
      await call();
    }
  });

  test('EC2 and S3 have words of their own', async () => {
    const { sandbox, ec2, s3 } = await callers();
    sandbox.control.setFault({ kind: 'throttle' });
    expect((await ec2()).text).toContain('<Code>RequestLimitExceeded</Code>');
    expect((await s3()).text).toContain('<Code>SlowDown</Code>');
  });
});

describe('no answer', () => {
  test.each(['reset', 'cut'] as const)('%s: every client sees its connection end', async (kind) => {
    const { sandbox, calls } = await callers();
    sandbox.control.setFault({ kind });
    for (const call of Object.values(calls)) {
      expect((await refusal(call())).status).toBeUndefined();
    }
    sandbox.control.clearFaults();
    for (const call of Object.values(calls)) await call();
  });

  test('reset is a reset', async () => {
    const { sandbox } = await openSandbox();
    sandbox.control.setFault({ kind: 'reset' });
    await expect(fetch(`${sandbox.url}/logout`, { method: 'POST' })).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
  });

  test('timeout: the call is taken and never answered, until the sandbox stops', async () => {
    const { sandbox, calls } = await callers();
    sandbox.control.clearCalls();
    sandbox.control.setFault({ kind: 'timeout', service: 'ssm' });
    let settled = false;
    const waiting = refusal(calls.ssm()).finally(() => {
      settled = true;
    });
    await expect.poll(() => sandbox.control.calls()).toEqual({ 'ssm:GetParameter': 1 });
    await calls.sts();
    expect(settled).toBe(false);
    await sandbox.stop();
    expect((await waiting).status).toBeUndefined();
  });

  test('lost and half: the role was assumed all the same', async () => {
    const { sandbox, sts, keysOf, store } = await callers();
    const sessions = () =>
      Number(store.db.prepare('select count(*) as n from sessions').get()?.['n']);
    const before = sessions();
    const assume = () =>
      sts(keysOf('alice')).send(
        new AssumeRoleCommand({
          RoleArn: DEV_ROLE,
          RoleSessionName: 'alice',
          SourceIdentity: STAMP,
        }),
      );
    for (const kind of ['lost', 'half'] as const) {
      sandbox.control.setFault({ kind, service: 'sts', action: 'AssumeRole', times: 1 });
      await expect(assume()).rejects.toThrow();
    }
    expect(sessions()).toBe(before + 2);
    await assume();
  });
});

describe('a wrong answer', () => {
  test('half: fewer bytes than were promised', async () => {
    const { sandbox } = await openSandbox();
    sandbox.control.setFault({ kind: 'half' });
    const answer = await fetch(`${sandbox.url}/client/register`, {
      method: 'POST',
      body: '{"clientName":"x","clientType":"public"}',
    });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(100);
    await expect(answer.text()).rejects.toThrow();
  });

  test.each(['garbage', 'html'] as const)('%s is taken for no answer', async (kind) => {
    const { sandbox, calls } = await callers();
    sandbox.control.setFault({ kind });
    for (const call of Object.values(calls)) await expect(call()).rejects.toThrow();
  });

  test('wrong_date: only the Date header is off', async () => {
    const { sandbox, calls, keysOf, query } = await callers();
    sandbox.control.setFault({ kind: 'wrong_date', milliseconds: -7_200_000 });
    await calls.ssm();
    const answer = await query(keysOf('alice'), 'sts', {
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
    });
    expect(answer.status).toBe(200);
    const off = Date.parse(answer.headers.get('date') ?? '') - Date.now();
    expect(Math.round(off / 60_000)).toBe(-120);
  });

  test("wrong_clock: the signature does not stand, and a client's correction does", async () => {
    const { sandbox, keysOf, query, sts } = await callers();
    sandbox.control.setFault({ kind: 'wrong_clock', service: 'sts' });
    const who = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    const answer = await query(keysOf('alice'), 'sts', who);
    expect(answer.status).toBe(403);
    expect(answer.text).toMatch(/<Code>SignatureDoesNotMatch<\/Code><Message>Signature expired/);
    const client = sts(keysOf('alice'));
    expect((await refusal(client.send(new GetCallerIdentityCommand({})))).code).toBe(
      'SignatureDoesNotMatch',
    );
    // The SDK has seen the Date of the refusal, and signs by it from now on.
    await client.send(new GetCallerIdentityCommand({}));
  });
});

test('latency holds every answer back', async () => {
  const { sandbox, calls } = await callers();
  const late = 60;
  sandbox.control.setFault({ kind: 'latency', milliseconds: late });
  const from = process.hrtime.bigint();
  await calls.sts();
  await calls.sso();
  expect(Number(process.hrtime.bigint() - from) / 1e6).toBeGreaterThanOrEqual(2 * (late - 2));
});
