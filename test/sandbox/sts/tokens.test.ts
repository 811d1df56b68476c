import {
  type Credentials,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { stepAt, totp } from '../../../src/sandbox/sts/totp.ts';
import { DEV_ROLE, type Keys, openSandbox, refusal } from '../open.ts';

const keysIn = (answer: { Credentials?: Credentials | undefined }): Keys => ({
  accessKeyId: answer.Credentials?.AccessKeyId ?? '',
  secretAccessKey: answer.Credentials?.SecretAccessKey ?? '',
  sessionToken: answer.Credentials?.SessionToken ?? '',
});

describe('GetSessionToken', () => {
  test('stays the user, and cannot be asked of with what it gave', async () => {
    const { keysOf, sts } = await openSandbox();
    const keys = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand({})));
    const who = await sts(keys).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:iam::111122223333:user/alice');
    expect(await refusal(sts(keys).send(new GetSessionTokenCommand({})))).toEqual({
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
      status: 403,
    });
  });

  test('makes what is assumed from it role chaining', async () => {
    const { keysOf, sts, assume } = await openSandbox();
    const keys = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand({})));
    expect((await refusal(assume(keys, { DurationSeconds: 7200 }))).message).toContain(
      'role chaining',
    );
    await assume(keysOf('alice'), { DurationSeconds: 7200 });
  });

  test('with MFA opens a role that wants it', async () => {
    const { keysOf, sts, assume, role, user, sandbox } = await openSandbox();
    const statement = role(DEV_ROLE).trust.Statement[0];
    if (statement) statement.Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    expect((await refusal(assume(keysOf('alice')))).code).toBe('AccessDenied');
    const { serial = '' } = user('alice').mfa ?? {};
    const next = () => sandbox.control.mfaCode('alice')?.code ?? '';
    const code = next();
    const wrong = code === '000000' ? '111111' : '000000';
    const told = await refusal(
      sts(keysOf('alice')).send(
        new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: wrong }),
      ),
    );
    expect(told.message).toBe(
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
    const mfa = { SerialNumber: serial, TokenCode: code };
    const keys = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand(mfa)));
    await assume(keys);
    const again = await refusal(assume(keysOf('alice'), mfa));
    expect(again.message).toBe(told.message);
    await assume(keysOf('alice'), { ...mfa, TokenCode: next() });
    const bob = await refusal(
      assume(keysOf('bob'), { ...mfa, SourceIdentity: 'sentinel=bob=direct=1' }),
    );
    expect(bob.message).toContain('unable to validate MFA code');
  });

  test('wants both a serial number and six digits, and long-term keys', async () => {
    const { keysOf, sts, assume, user, sandbox } = await openSandbox();
    const { serial = '' } = user('alice').mfa ?? {};
    const ask = (mfa: { SerialNumber?: string; TokenCode?: string }) =>
      refusal(sts(keysOf('alice')).send(new GetSessionTokenCommand(mfa)));
    const both =
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.';
    expect((await ask({ SerialNumber: serial })).message).toBe(both);
    expect((await ask({ TokenCode: '123456' })).message).toBe(both);
    expect(await ask({ SerialNumber: serial, TokenCode: '12345' })).toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining('length greater than or equal to 6'),
    });
    const session = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand({})));
    const TokenCode = sandbox.control.mfaCode('alice')?.code ?? '';
    const told = await refusal(assume(session, { SerialNumber: serial, TokenCode }));
    expect(told.message).toContain('unable to validate MFA code');
  });

  test('shows for how long MFA has been', async () => {
    const { keysOf, sts, assume, role, user, sandbox } = await openSandbox();
    const statement = role(DEV_ROLE).trust.Statement[0];
    if (statement) statement.Condition = { NumericLessThan: { 'aws:MultiFactorAuthAge': '120' } };
    const { serial = '' } = user('alice').mfa ?? {};
    const TokenCode = sandbox.control.mfaCode('alice')?.code ?? '';
    const mfa = { SerialNumber: serial, TokenCode };
    const keys = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand(mfa)));
    await assume(keys);
    sandbox.control.setClockOffset(130_000);
    expect((await refusal(assume(keys))).code).toBe('AccessDenied');
  });

  test('may call IAM only where MFA was shown', async () => {
    const { keysOf, sts, query, user, sandbox } = await openSandbox();
    const role = { Action: 'GetRole', Version: '2010-05-08', RoleName: 'Developer' };
    expect((await query(keysOf('alice'), 'iam', role)).status).toBe(200);
    const bare = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand({})));
    const refused = await query(bare, 'iam', role);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('<Code>InvalidClientTokenId</Code>');
    const federate = new GetFederationTokenCommand({ Name: 'guest' });
    expect((await refusal(sts(bare).send(federate))).code).toBe('AccessDenied');
    const { serial = '' } = user('alice').mfa ?? {};
    const mfa = { SerialNumber: serial, TokenCode: sandbox.control.mfaCode('alice')?.code ?? '' };
    const shown = keysIn(await sts(keysOf('alice')).send(new GetSessionTokenCommand(mfa)));
    expect((await query(shown, 'iam', role)).status).toBe(200);
  });

  test.each([899, 129_601])('%d seconds are refused', async (DurationSeconds) => {
    const { keysOf, sts } = await openSandbox();
    const told = await refusal(
      sts(keysOf('alice')).send(new GetSessionTokenCommand({ DurationSeconds })),
    );
    expect(told.code).toBe('ValidationError');
  });
});

describe('GetFederationToken', () => {
  test('is a federated user who may do only what its policy and its user both allow', async () => {
    const { keysOf, sts, assume, json } = await openSandbox();
    const policy =
      '{"Statement":[{"Effect":"Allow","Action":["cloudtrail:*","sts:*"],"Resource":"*"}]}';
    const input = { Name: 'guest', Policy: policy };
    const keys = keysIn(await sts(keysOf('alice')).send(new GetFederationTokenCommand(input)));
    const who = await sts(keys).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:sts::111122223333:federated-user/guest');
    const lookUp = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents';
    expect((await json(keys, 'cloudtrail', lookUp, {})).status).toBe(200);
    const name = { Name: '/sentinel/policies/default' };
    expect((await json(keys, 'ssm', 'AmazonSSM.GetParameter', name)).status).toBe(400);
    expect((await refusal(assume(keys))).code).toBe('AccessDenied');
    expect((await refusal(sts(keys).send(new GetFederationTokenCommand(input)))).message).toBe(
      'Cannot call GetFederationToken with session credentials',
    );
  });

  test.each(['', 'a', 'a b', 'aws:x', 'x'.repeat(33)])('cannot be called "%s"', async (Name) => {
    const { keysOf, query } = await openSandbox();
    const params = { Action: 'GetFederationToken', Version: '2011-06-15', Name };
    const told = await query(keysOf('alice'), 'sts', params);
    expect(told.status).toBe(400);
    expect(told.text).toContain('<Code>ValidationError</Code>');
    expect(told.text).toMatch(/at (&apos;|')name(&apos;|')/);
  });

  test('never calls IAM', async () => {
    const { keysOf, sts, query } = await openSandbox();
    const Policy = '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const federate = new GetFederationTokenCommand({ Name: 'guest', Policy });
    const keys = keysIn(await sts(keysOf('alice')).send(federate));
    const role = { Action: 'GetRole', Version: '2010-05-08', RoleName: 'Developer' };
    expect((await query(keys, 'iam', role)).text).toContain('<Code>InvalidClientTokenId</Code>');
  });

  test('without a policy may do nothing', async () => {
    const { keysOf, sts, json } = await openSandbox();
    const keys = keysIn(
      await sts(keysOf('alice')).send(new GetFederationTokenCommand({ Name: 'guest' })),
    );
    const name = { Name: '/sentinel/policies/default' };
    const answer = await json(keys, 'ssm', 'AmazonSSM.GetParameter', name);
    expect(answer.text).toContain('because no session policy allows');
  });
});

test('totp gives the codes of RFC 6238', () => {
  // Appendix B, SHA1, the last six of the eight digits; the seed is base32 of "12345678901234567890".
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [at, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const) {
    expect(totp(seed, stepAt(at * 1000))).toBe(code);
  }
});
