/** One sign-in for Sentinel, the AWS CLI and boto3: each reads, refreshes and ends what another wrote. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { homePaths } from '../../src/sandbox/home.ts';
import { readAddress } from '../../src/sandbox/lifecycle/address.ts';
import { tell } from '../../src/sandbox/lifecycle/talk.ts';
import { programMissing } from '../helpers/programs.ts';
import { openPlace, type Place } from './gate-place.ts';
import { approveWhenTold } from './login-browser.ts';

const missing =
  programMissing('aws', ['--version'], 'aws (the AWS CLI)') ||
  programMissing('python3', ['-c', 'import botocore'], 'botocore');
const suite = describe.skipIf(missing);

/** The AWS CLI's own cache, and its way to refresh: what `aws sso login` (version 2) and boto3 use. */
const BOTOCORE = `
import botocore.session, botocore.tokens
session = botocore.session.Session(profile='analytics')
provider = botocore.tokens.SSOTokenProvider(session)
print(provider.load_token().get_frozen_token().token)
`;

let place: Place;
let tools: Record<string, string>;
beforeAll(() => {
  if (missing) return;
  place = openPlace();
  tools = { ...place.toolEnv(), AWS_PAGER: '', AWS_DEFAULT_REGION: 'eu-central-1' };
  // AWS's tools look under the home; the sandbox keeps the person's files elsewhere.
  const theirs = join(place.folder, '.aws/sso/cache');
  mkdirSync(dirname(theirs), { recursive: true });
  symlinkSync(cache(), theirs);
});
afterAll(() => place?.close());
beforeEach(async () => {
  if (missing) return;
  await door('token-life', { seconds: 8 * 3600 });
  place.run(['logout', '--all']);
});

const cache = () => join(place.folder, 'sandbox/people/alice/sso/cache');

async function door(verb: string, body?: Record<string, unknown>) {
  const address = readAddress(homePaths(join(place.folder, 'sandbox')).address);
  if (!address) throw new Error('the sandbox does not run');
  return (await tell(address, body ? 'POST' : 'GET', verb, body)).body;
}

/** Tokens given so far, refreshed ones included. */
async function tokensGiven(): Promise<number> {
  const { calls } = (await door('calls')) as { calls: Record<string, number> };
  return calls['sso-oidc:CreateToken'] ?? 0;
}

async function signIn(): Promise<void> {
  const err = await approveWhenTold(place.start(['login']));
  expect(err).toContain('Signed in to company');
}

const token = () => {
  const found = readdirSync(cache())
    .map((file) => JSON.parse(readFileSync(join(cache(), file), 'utf8')) as Record<string, unknown>)
    .filter((one) => 'accessToken' in one);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
};
const aws = () => {
  const ran = place.tool('aws', ['sts', 'get-caller-identity', '--profile', 'analytics'], tools);
  expect(ran.err).toBe('');
  return JSON.parse(ran.out) as Record<string, string>;
};
const sentinel = () =>
  place.run([
    'exec',
    '--no-cache',
    '--profile',
    'staging-logs',
    '--',
    'sh',
    '-c',
    'echo $SENTINEL_PROFILE',
  ]);

suite(`one sign-in for all${missing ? ` (${missing})` : ''}`, () => {
  it('the AWS CLI uses a token that Sentinel wrote', async () => {
    await signIn();
    expect(aws()['Arn']).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Analyst_\w+\//,
    );
    expect(sentinel()).toMatchObject({ code: 0, out: 'staging-logs\n' });
  });

  it('botocore refreshes a token that Sentinel wrote, and Sentinel goes on with what it left', async () => {
    await door('token-life', { seconds: 600 });
    await signIn();
    await door('token-life', { seconds: 8 * 3600 });
    const before = token();
    const given = await tokensGiven();
    const ran = place.tool('python3', ['-c', BOTOCORE], { ...tools, AWS_PROFILE: 'analytics' });
    expect(ran.err).toBe('');
    const after = token();
    expect(ran.out.trim()).toBe(after['accessToken']);
    expect(after['accessToken']).not.toBe(before['accessToken']);
    expect(after['refreshToken']).not.toBe(before['refreshToken']);
    expect(await tokensGiven()).toBe(given + 1);
    expect(sentinel()).toMatchObject({ code: 0, out: 'staging-logs\n' });
    expect(await tokensGiven()).toBe(given + 1);
    expect(token()).toEqual(after);
  });

  it('Sentinel refreshes a token that botocore wrote, and the AWS CLI goes on with what it left', async () => {
    await door('token-life', { seconds: 600 });
    await signIn();
    // Refreshed by botocore, to another short life: the file is botocore's now.
    place.tool('python3', ['-c', BOTOCORE], { ...tools, AWS_PROFILE: 'analytics' });
    const theirs = token();
    await door('token-life', { seconds: 8 * 3600 });
    const given = await tokensGiven();
    expect(sentinel()).toMatchObject({ code: 0, out: 'staging-logs\n' });
    const ours = token();
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
    expect(ours['accessToken']).not.toBe(theirs['accessToken']);
    expect(await tokensGiven()).toBe(given + 1);
    expect(aws()['Arn']).toContain('Analyst');
    expect(await tokensGiven()).toBe(given + 1);
  });

  it('signed out by Sentinel is signed out for the AWS CLI', async () => {
    await signIn();
    place.run(['logout']);
    const ran = place.tool('aws', ['sts', 'get-caller-identity', '--profile', 'analytics'], tools);
    expect(ran.code).not.toBe(0);
    expect(ran.err).toMatch(/Token for company does not exist/);
  });
});
