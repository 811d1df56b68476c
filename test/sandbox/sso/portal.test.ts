import { ListAccountRolesCommand, ListAccountsCommand, LogoutCommand } from '@aws-sdk/client-sso';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { openSandbox, refusal } from '../open.ts';
import { portal } from './portal-hands.ts';

const LOGS = 'arn:aws:iam::222233334444:role/LogReader';

async function signedIn(person = 'alice') {
  const open = await openSandbox();
  const hands = portal(open.sandbox);
  return { ...open, ...hands, ...(await hands.signIn(person)) };
}

describe('role credentials', () => {
  test("are a session of the portal's role, in the name one signs in with", async () => {
    const { roleKeys, accessToken, sts } = await signedIn();
    const who = await sts(await roleKeys(accessToken)).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Engineer_[0-9a-f]{16}\/alice@company\.example$/,
    );
    expect(who.UserId).toMatch(/^AROA\w{16}:alice@company\.example$/);
  });

  test('go on into a role that wants the stamp, for an hour at most', async () => {
    const { roleKeys, accessToken, sts } = await signedIn();
    const client = sts(await roleKeys(accessToken));
    const assume = (more: { SourceIdentity?: string; DurationSeconds?: number }) =>
      client.send(
        new AssumeRoleCommand({ RoleArn: LOGS, RoleSessionName: 'alice@company.example', ...more }),
      );
    expect(await refusal(assume({}))).toMatchObject({ code: 'AccessDenied' });
    const stamp = 'sentinel=alice@company.example=direct=a1b2c3d4';
    expect(await refusal(assume({ SourceIdentity: stamp, DurationSeconds: 3601 }))).toMatchObject({
      code: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
    const answer = await assume({ SourceIdentity: stamp });
    expect(answer.AssumedRoleUser?.Arn).toBe(
      'arn:aws:sts::222233334444:assumed-role/LogReader/alice@company.example',
    );
  });

  test('are refused for what is not assigned', async () => {
    const { roleKeys, accessToken } = await signedIn('dave');
    await roleKeys(accessToken, '111122223333', 'Analyst');
    const none = { code: 'ForbiddenException', message: 'No access', status: 403 };
    expect(await refusal(roleKeys(accessToken))).toEqual(none);
    expect(await refusal(roleKeys(accessToken, '333344445555', 'Analyst'))).toEqual(none);
    expect(await refusal(roleKeys(accessToken, 'one', 'Analyst'))).toMatchObject({
      code: 'InvalidRequestException',
      status: 400,
    });
  });
});

describe('what is assigned', () => {
  test('is listed in pages: accounts, and the roles of each', async () => {
    const { sso, accessToken } = await signedIn();
    const names: (string | undefined)[] = [];
    const sizes: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sso.send(
        new ListAccountsCommand({ accessToken, maxResults: 2, ...(nextToken && { nextToken }) }),
      );
      sizes.push(page.accountList?.length ?? 0);
      names.push(...(page.accountList ?? []).map((one) => one.accountName));
      nextToken = page.nextToken;
    } while (nextToken);
    expect([sizes, names]).toEqual([
      [2, 1],
      ['dev', 'staging', 'prod'],
    ]);
    const roles = (accountId: string) =>
      sso.send(new ListAccountRolesCommand({ accessToken, accountId }));
    expect((await roles('111122223333')).roleList).toEqual([
      { roleName: 'Engineer', accountId: '111122223333' },
      { roleName: 'Analyst', accountId: '111122223333' },
    ]);
    expect(await refusal(roles('999999999999'))).toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
    });
  });
});

test('CloudTrail shows who signed in and took which credentials', async () => {
  const { store, roleKeys, accessToken } = await signedIn();
  await roleKeys(accessToken);
  await refusal(roleKeys(accessToken, '333344445555', 'Engineer'));
  const events = store.db
    .prepare(
      "select body from events where source = 'sso.amazonaws.com' and username = ? order by id",
    )
    .all('alice@company.example')
    .map((row) => JSON.parse(String(row['body'])));
  expect(events.map((one) => [one.eventName, one.errorCode, one.requestParameters])).toEqual([
    ['CreateToken', undefined, { clientId: expect.any(String), grantType: expect.any(String) }],
    ['GetRoleCredentials', undefined, { role_name: 'Engineer', account_id: '111122223333' }],
    [
      'GetRoleCredentials',
      'ForbiddenException',
      { role_name: 'Engineer', account_id: '333344445555' },
    ],
  ]);
  expect(JSON.stringify(events)).not.toContain(accessToken);
});

describe('an access token', () => {
  const gone = {
    code: 'UnauthorizedException',
    message: 'Session token not found or invalid',
    status: 401,
  };

  test('dies with a logout, and the refresh token beside it; another sign-in lives on', async () => {
    const { sso, signIn, roleKeys, token, accessToken, refreshToken, client } = await signedIn();
    const other = await signIn();
    await sso.send(new LogoutCommand({ accessToken }));
    expect(await refusal(roleKeys(accessToken))).toEqual(gone);
    expect(await refusal(token(client, { refreshToken }))).toMatchObject({
      code: 'InvalidGrantException',
    });
    expect(await refusal(sso.send(new LogoutCommand({ accessToken })))).toEqual(gone);
    await roleKeys(other.accessToken);
  });

  test('ends after its life; made up, it is worth nothing', async () => {
    const { sandbox, roleKeys, accessToken } = await signedIn();
    expect(await refusal(roleKeys('made up'))).toEqual(gone);
    sandbox.control.setClockOffset(8 * 3_600_000 - 60_000);
    await roleKeys(accessToken);
    sandbox.control.setClockOffset(8 * 3_600_000 + 1000);
    expect(await refusal(roleKeys(accessToken))).toEqual(gone);
  });
});
