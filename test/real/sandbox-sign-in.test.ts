/**
 * The sandbox's Identity Center as unchanged clients meet it: boto3's own clients through a whole sign-in,
 * and boto3, the AWS CLI and the JavaScript SDK with a profile of the story and the shared token cache.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { toolEnv } from '../../src/sandbox/enter.ts';
import { programMissing } from '../helpers/programs.ts';
import { openSandbox } from '../sandbox/open.ts';
import { answerPage, portal } from '../sandbox/sso/portal-hands.ts';

const noPython = programMissing('python3', ['-c', 'import boto3'], 'boto3');
const noCli = programMissing('aws', ['--version'], 'aws (the AWS CLI)');
const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;

const ANALYST = /:assumed-role\/AWSReservedSSO_Analyst_[0-9a-f]{16}\/alice@company\.example$/;

/** A user's home with the exports of the sandbox; `~/.aws/sso/cache` is where all clients look. */
async function place(options: { now?: () => number } = {}) {
  const open = await openSandbox(options);
  const { sandbox } = open;
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-sso-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cache = join(folder, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^AWS_|^npm_/.test(name)),
  );
  const env = {
    ...clean,
    ...toolEnv({ home: sandbox.home, url: sandbox.url, as: 'alice' }),
    // A version manager's shims find their programs by the real home.
    ...(process.env['HOME'] && {
      PYENV_ROOT: process.env['PYENV_ROOT'] ?? `${process.env['HOME']}/.pyenv`,
    }),
    HOME: folder,
    AWS_PAGER: '',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
  const file = join(cache, `${createHash('sha1').update('company').digest('hex')}.json`);
  return {
    ...open,
    ...portal(sandbox),
    env,
    python: async (script: string) =>
      JSON.parse((await run('python3', ['-c', script], { env })).stdout),
    aws: async (args: string) => JSON.parse((await run('aws', args.split(' '), { env })).stdout),
    node: async (script: string) =>
      JSON.parse(
        (await run(process.execPath, ['--input-type=module', '-e', script], { env, cwd: root }))
          .stdout,
      ),
    cached: () => JSON.parse(readFileSync(file, 'utf8')),
    /** A token as the AWS CLI keeps it (botocore.utils.SSOTokenLoader). */
    keep: (
      token: { accessToken: string; refreshToken: string; client: Record<string, string> },
      expiresAt: number,
    ) =>
      writeFileSync(
        file,
        JSON.stringify({
          startUrl: `${sandbox.url}/start?as=alice`,
          region: 'eu-central-1',
          accessToken: token.accessToken,
          expiresAt: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
          refreshToken: token.refreshToken,
          ...token.client,
          registrationExpiresAt: new Date(Date.now() + 80 * 86_400_000)
            .toISOString()
            .replace(/\.\d+Z$/, 'Z'),
        }),
      ),
  };
}

const WHOLE = `
import boto3, json, os, urllib.request
from botocore.exceptions import ClientError
oidc = boto3.client("sso-oidc"); sso = boto3.client("sso")
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
url = os.environ["AWS_ENDPOINT_URL"]
def refused(work):
    try: work()
    except ClientError as e:
        return [e.response["Error"]["Code"], e.response["ResponseMetadata"]["HTTPStatusCode"], e.response.get("error"), e.response["Error"]["Message"]]
c = oidc.register_client(clientName="boto3", clientType="public", scopes=["sso:account:access"])
own = dict(clientId=c["clientId"], clientSecret=c["clientSecret"])
d = oidc.start_device_authorization(startUrl=url + "/start?as=alice", **own)
out = {"interval": [d["interval"], d["expiresIn"]]}
def ask(**more): return oidc.create_token(grantType=GRANT, deviceCode=d["deviceCode"], **own)
out["pending"] = refused(ask)
out["soon"] = refused(ask)
out["client"] = refused(lambda: oidc.create_token(clientId="x", clientSecret="y", grantType=GRANT, deviceCode=d["deviceCode"]))
page = urllib.request.urlopen(d["verificationUriComplete"]).read().decode()
import re
fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
fields.update(person="alice", decision="approve")
import urllib.parse
urllib.request.urlopen(url + "/start/device", urllib.parse.urlencode(fields).encode()).read()
t = ask()
out["life"] = t["expiresIn"]
out["used"] = refused(ask)
token = t["accessToken"]
out["accounts"] = [a["accountName"] for p in sso.get_paginator("list_accounts").paginate(accessToken=token, PaginationConfig={"PageSize": 2}) for a in p["accountList"]]
out["roles"] = [r["roleName"] for p in sso.get_paginator("list_account_roles").paginate(accessToken=token, accountId="111122223333", PaginationConfig={"PageSize": 1}) for r in p["roleList"]]
r = sso.get_role_credentials(accessToken=token, accountId="111122223333", roleName="Engineer")["roleCredentials"]
s = boto3.Session(r["accessKeyId"], r["secretAccessKey"], r["sessionToken"], region_name="eu-central-1")
out["who"] = re.sub(r"_[0-9a-f]{16}/", "_HEX/", s.client("sts").get_caller_identity()["Arn"])
out["role"] = refused(lambda: sso.get_role_credentials(accessToken=token, accountId="333344445555", roleName="Engineer"))
n = oidc.create_token(grantType="refresh_token", refreshToken=t["refreshToken"], **own)
out["again"] = refused(lambda: oidc.create_token(grantType="refresh_token", refreshToken=t["refreshToken"], **own))
sso.logout(accessToken=n["accessToken"])
out["out"] = refused(lambda: sso.get_role_credentials(accessToken=n["accessToken"], accountId="111122223333", roleName="Engineer"))
print(json.dumps(out))
`;

describe.skipIf(noPython)(noPython || 'boto3 signs in', () => {
  test('through every step, and is refused as AWS refuses', async () => {
    // Its time stands still, so that the second question comes too soon however slow this machine is.
    const at = Date.now();
    const { python } = await place({ now: () => at });
    expect(await python(WHOLE)).toEqual({
      interval: [1, 600],
      pending: [
        'AuthorizationPendingException',
        400,
        'authorization_pending',
        'Authorization is still pending',
      ],
      soon: ['SlowDownException', 400, 'slow_down', 'Polling too often'],
      client: ['InvalidClientException', 401, 'invalid_client', 'Invalid client provided'],
      life: 28_800,
      used: ['InvalidGrantException', 400, 'invalid_grant', 'Invalid grant provided'],
      accounts: ['dev', 'staging', 'prod'],
      roles: ['Engineer', 'Analyst'],
      who: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Engineer_HEX/alice@company.example',
      role: ['ForbiddenException', 403, null, 'No access'],
      again: ['InvalidGrantException', 400, 'invalid_grant', 'Invalid refresh token provided'],
      out: ['UnauthorizedException', 401, null, 'Session token not found or invalid'],
    });
  });

  test('with a profile of the story and a cached token, which it refreshes when it has ended', async () => {
    const { python, signIn, keep, sandbox, cached } = await place();
    const token = await signIn();
    const who =
      'import boto3, json; print(json.dumps(boto3.Session(profile_name="analytics").client("sts").get_caller_identity()["Arn"]))';
    keep(token, Date.now() + 3_600_000);
    sandbox.control.clearCalls();
    expect(await python(who)).toMatch(ANALYST);
    expect(sandbox.control.calls()).toEqual({
      'sso:GetRoleCredentials': 1,
      'sts:GetCallerIdentity': 1,
    });
    keep(token, Date.now() - 1000);
    expect(await python(who)).toMatch(ANALYST);
    expect(sandbox.control.calls()['sso-oidc:CreateToken']).toBe(1);
    expect(cached().refreshToken).not.toBe(token.refreshToken);
  });
});

describe.skipIf(noCli)(noCli || 'the AWS CLI', () => {
  test('with a profile of the story and a cached token', async () => {
    const { aws, signIn, keep } = await place();
    keep(await signIn(), Date.now() + 3_600_000);
    expect((await aws('sts get-caller-identity --profile analytics')).Arn).toMatch(ANALYST);
  });

  test('signs in step by step, and a person approves at the page', async () => {
    const { aws, sandbox } = await place();
    const client = await aws('sso-oidc register-client --client-name cli --client-type public');
    const own = `--client-id ${client.clientId} --client-secret=${client.clientSecret}`;
    const start = {
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      startUrl: `${sandbox.url}/start?as=alice`,
    };
    // As JSON: an address among the arguments would be followed by this CLI, and its page sent instead.
    const device = await aws(
      `sso-oidc start-device-authorization --cli-input-json ${JSON.stringify(start)}`,
    );
    await answerPage(device.verificationUriComplete, 'approve');
    const token = await aws(
      `sso-oidc create-token ${own} --grant-type urn:ietf:params:oauth:grant-type:device_code --device-code=${device.deviceCode}`,
    );
    const roles = await aws(
      `sso list-account-roles --account-id 111122223333 --access-token=${token.accessToken}`,
    );
    expect(roles.roleList).toHaveLength(2);
  });
});

test('the JavaScript SDK with a profile of the story and a cached token', async () => {
  const { node, signIn, keep, sandbox } = await place();
  keep(await signIn(), Date.now() + 3_600_000);
  const who = await node(`
    import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
    const sts = new STSClient({ profile: 'analytics', region: 'eu-central-1' });
    console.log(JSON.stringify((await sts.send(new GetCallerIdentityCommand({}))).Arn));
  `);
  expect(who).toMatch(ANALYST);
  expect(sandbox.control.calls()['sso:GetRoleCredentials']).toBe(1);
});
