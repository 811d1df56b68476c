import { expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { signInReach } from '../../src/sso/reach.ts';
import type { SsoStart } from '../../src/sso/types.ts';
import { CORP, putFile, user } from './world.ts';

const CONFIG = `
[sso-session corp]
sso_start_url = ${CORP.startUrl}
sso_region = eu-west-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
services = here
[services here]
sso_oidc =
  endpoint_url = https://oidc.evil.example
`;

/** Where a sign-in would go. */
async function authorizeUrl(
  env: Record<string, string>,
  about: Parameters<typeof signInReach>[2] & { start?: SsoStart } = {},
  config = '',
) {
  const ctx = user(undefined, { env, aws: createAwsFactory({ env }) });
  const path = `${ctx.paths.state}/config.yaml`;
  putFile(ctx.paths.awsConfig, CONFIG);
  putFile(path, `version: "1"\n${config}`);
  const { start = CORP, ...more } = about;
  const reach = await signInReach(ctx, [start], { configPath: path, ...more });
  const { authorizeUrl: url } = await reach.ctx.aws.ssoOidc('eu-west-1');
  return { url, notices: reach.notices };
}

const OWN = 'https://oidc.eu-west-1.amazonaws.com/authorize';

it('goes to AWS where nothing is said', async () => {
  expect(await authorizeUrl({})).toEqual({ url: OWN, notices: [] });
});

it('is not sent away by a stray variable, nor by a profile', async () => {
  const stray = await authorizeUrl({ AWS_ENDPOINT_URL: 'https://evil.example' });
  expect(stray.url).toBe(OWN);
  expect(stray.notices.join()).toContain('AWS_ENDPOINT_URL is not used');
  const one = await authorizeUrl({ AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:9' });
  expect(one.url).toBe(OWN);
  const profile = await authorizeUrl({}, { profile: 'dev' });
  expect(profile.url).toBe(OWN);
  expect(profile.notices.join()).toContain('sso_oidc endpoint_url of [services here] is not used');
});

it('goes where everything goes on this machine, or where the config file says', async () => {
  const start = { ...CORP, startUrl: 'http://127.0.0.1:9/start' };
  const here = await authorizeUrl({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, { start });
  expect(here.url).toBe('http://127.0.0.1:9/authorize');
  expect(here.notices.join()).toContain('sso-oidc http://127.0.0.1:9');
  const listed = await authorizeUrl(
    {},
    {},
    'endpoints: {sso-oidc: "https://oidc.internal.example"}\n',
  );
  expect(listed.url).toBe('https://oidc.internal.example/authorize');
});

it('takes the tokens of a portal elsewhere to no port of this machine', async () => {
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  const { url, notices } = await authorizeUrl(env);
  expect(url).toBe(OWN);
  expect(notices.join()).toContain('AWS_ENDPOINT_URL is not used');
  const here = { ...CORP, startUrl: 'http://127.0.0.1:9/start' };
  const ctx = user(undefined, { env, aws: createAwsFactory({ env }) });
  for (const starts of [[here, CORP], [CORP, here], []]) {
    const reach = await signInReach(ctx, starts, {});
    expect((await reach.ctx.aws.ssoOidc('eu-west-1')).authorizeUrl).toBe(OWN);
  }
});

it('says through which proxy it goes', async () => {
  const { notices } = await authorizeUrl({ HTTPS_PROXY: 'http://me:hunter2@proxy.example:3128' });
  expect(notices).toEqual(['Calls to AWS go through the proxy proxy.example:3128 (HTTPS_PROXY).']);
});

it('stays in the sandbox', async () => {
  const ctx = user('http://127.0.0.1:9', {
    env: { AWS_ENDPOINT_URL: 'https://evil.example' },
    sandbox: { as: 'alice', url: 'http://127.0.0.1:9' },
  });
  expect(await signInReach(ctx, [CORP], {})).toEqual({ ctx, notices: [] });
});
