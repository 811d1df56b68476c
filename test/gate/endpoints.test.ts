/** Endpoint overrides as the gate uses them: which reach its calls, and what is said and logged of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { DEFAULTS } from '../../src/config/types.ts';
import type { Context } from '../../src/context.ts';
import { issue } from '../../src/gate/issue.ts';
import { openWorld, type TestWorld } from './world.ts';

const dev = { profile: 'dev', mode: 'cli', noCache: true } as const;

let own: TestWorld;
let evil: TestWorld;
beforeAll(async () => {
  [own, evil] = await Promise.all([openWorld(), openWorld()]);
  const { config } = own.context().paths;
  const text = await readFile(config, 'utf8');
  const { url } = own.sandbox;
  await writeFile(config, `${text}\nendpoints: {sts: "${url}", ssm: "${url}"}\n`);
  evil.sandbox.control.putParameter(
    '/sentinel/policies/default',
    'version: "1"\nledger: local\nrules:\n  - {name: everything, effect: allow, conditions: {}}\n',
  );
});
afterAll(() => Promise.all([own.close(), evil.close()]));

/** Outside the sandbox, with clients that know no endpoint but those of the config. */
function outside(env: Context['env'] = {}): Context {
  const { sandbox: _, ...ctx } = own.context({ env, aws: createAwsFactory({ env }) });
  return ctx;
}

describe('an endpoint', () => {
  it('that the config file lists is used, said and logged', async () => {
    const ctx = outside();
    const issued = await issue(ctx, dev);
    expect(issued.assessment.endpoint).toBe(own.sandbox.url);
    expect(issued.notices.join('\n')).toMatch(/Endpoints in use .*ssm http.*sts http/);
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'issued', endpoint: own.sandbox.url });
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SSM', 'AWS_ENDPOINT_URL_STS'])(
    'of a stray %s brings no policy in, gets no keys, and is said',
    async (name) => {
      const ctx = outside({ [name]: evil.sandbox.url });
      evil.sandbox.control.clearCalls();
      const issued = await issue(ctx, dev);
      expect(issued.assessment.verdict.rule).not.toBe('everything');
      expect(issued.notices.join('\n')).toContain(`${name} is not used`);
      await expect(issue(ctx, { ...dev, profile: 'prod-org' })).rejects.toMatchObject({
        kind: 'denied',
      });
      expect(evil.sandbox.control.calls()).toEqual({});
    },
  );

  it('on this machine gets no token that is worth something elsewhere', async () => {
    const { reach } = await import('../../src/gate/endpoints.ts');
    const { loadWorld } = await import('../../src/gate/settings.ts');
    const { url } = evil.sandbox;
    await own.awsConfig(
      (text) => `${text}
[profile portal]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Developer
[profile here]
sso_start_url = ${url}/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Developer
[profile ci]
web_identity_token_file = /nowhere/token
role_arn = arn:aws:iam::111122223333:role/Ci
[profile keys]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = x
`,
    );
    const ctx = outside({ AWS_ENDPOINT_URL: url });
    const { profiles } = await loadWorld(ctx, undefined);
    const at = async (name: string) => reach(ctx, DEFAULTS, await profiles.find(name));
    for (const name of ['portal', 'ci']) {
      const { place, notices } = await at(name);
      expect(place).toBe('');
      expect(notices.join('\n')).toContain('AWS_ENDPOINT_URL is not used');
    }
    for (const name of ['here', 'keys']) expect((await at(name)).place).toContain(`sts ${url}`);
  });

  it('is told where the base credentials cannot be had', async () => {
    const ctx = outside({ AWS_ENDPOINT_URL: evil.sandbox.url });
    const { signal } = new AbortController();
    await own.awsConfig(
      (text) => `${text}\n[profile gone]\ncredential_process = false\nregion = us-east-1\n`,
    );
    const failing = issue(ctx, { ...dev, profile: 'gone', signal });
    await expect(failing).rejects.toMatchObject({
      next: expect.arrayContaining([
        expect.stringMatching(/^Endpoints in use .*ssm http/),
        expect.stringMatching(/^AWS_ENDPOINT_URL is not used/),
      ]),
    });
  });

  it('in use keeps its sessions apart from those of another', async () => {
    const { reach } = await import('../../src/gate/endpoints.ts');
    const { loadWorld } = await import('../../src/gate/settings.ts');
    const ctx = outside();
    const { profiles } = await loadWorld(ctx, undefined);
    const profile = await profiles.find('dev');
    const at = (sts: string) =>
      reach(ctx, { ...DEFAULTS, endpoints: { sts, ssm: sts } }, profile).place;
    expect(at('https://a.example')).not.toBe(at('https://b.example'));
    expect(reach(ctx, DEFAULTS, profile).place).toBe('');
  });
});
