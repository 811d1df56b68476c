import { describe, expect, test } from 'vitest';
import { enterSandbox, sandboxContext, sandboxHome } from '../../src/sandbox/enter.ts';
import { baseContext } from './base-context.ts';
import { openSandbox, REGION } from './open.ts';

const at = { home: '/h', url: 'http://127.0.0.1:1', as: 'alice' };

describe('the context of the sandbox', () => {
  test("has nothing of the user's AWS, and all of the rest", () => {
    const env = {
      AWS_PROFILE: 'prod',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_ENDPOINT_URL_STS: 'https://evil.example',
      aws_config_file: '/real',
      SENTINEL_CONFIG: '/real/config.yaml',
      SENTINEL_SANDBOX: '1',
      SENTINEL_POLICY_PARAMETER: '/x',
      SENTINEL_SESSION_ID: 'abc',
      PATH: '/bin',
      HOME: '/home/me',
    };
    const ctx = sandboxContext(baseContext({ env }), at);
    expect(ctx.env).toEqual({ PATH: '/bin', HOME: '/home/me', SENTINEL_SESSION_ID: 'abc' });
    expect(ctx.paths.systemConfig).toBeNull();
    const { systemConfig: _, ...paths } = ctx.paths;
    for (const path of Object.values(paths)) expect(path).toMatch(/^\/h\//);
    expect(ctx.sandbox).toEqual({ as: 'alice', url: at.url });
  });

  test('points every AWS tool at the sandbox and its files', () => {
    expect(sandboxContext(baseContext(), at).childEnv).toEqual({
      AWS_ENDPOINT_URL: at.url,
      AWS_CONFIG_FILE: '/h/people/alice/config',
      AWS_SHARED_CREDENTIALS_FILE: '/h/people/alice/credentials',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });

  test("keeps the user's proxy away from our loopback", () => {
    const env = { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'intranet' };
    const { NO_PROXY, no_proxy } = sandboxContext(baseContext({ env }), at).env;
    expect(NO_PROXY).toBe('intranet,127.0.0.1,localhost');
    expect(no_proxy).toBe(NO_PROXY);
  });

  test('gives AWS clients that reach the sandbox as that person', async () => {
    const { sandbox, keysOf } = await openSandbox();
    const ctx = sandboxContext(baseContext(), { home: sandbox.home, url: sandbox.url, as: 'bob' });
    const sts = await ctx.aws.sts({ region: REGION, credentials: keysOf('bob') });
    const { value } = await sts.getCallerIdentity();
    expect(value.arn).toBe('arn:aws:iam::111122223333:user/bob');
  });
});

test('the home is in the state folder, or where the variable says', () => {
  expect(sandboxHome(baseContext())).toBe('/nowhere/state/sandbox');
  expect(sandboxHome(baseContext({ env: { SENTINEL_SANDBOX_HOME: '/elsewhere/x/../y' } }))).toBe(
    '/elsewhere/y',
  );
});

test('nobody unknown enters, and nothing is started for them', async () => {
  const spawn = () => {
    throw new Error('started');
  };
  const entering = enterSandbox(baseContext({ spawn }), { as: 'eve' });
  await expect(entering).rejects.toMatchObject({
    kind: 'usage',
    exitCode: 2,
    message: 'The sandbox knows nobody by the name of "eve".',
    next: [
      expect.stringContaining('--as alice'),
      expect.stringContaining('--as bob'),
      expect.stringContaining('--as dave'),
    ],
  });
});
