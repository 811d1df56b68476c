import { expect, it } from 'vitest';
import { childEnvironment } from '../../src/gate/child-env.ts';
import type { Issued } from '../../src/gate/types.ts';

const issued = {
  credentials: {
    accessKeyId: 'ASIANEW',
    secretAccessKey: 'new-secret',
    sessionToken: 'new-token',
    expiration: Date.parse('2026-11-20T18:00:00.500Z'),
  },
  session: { id: '0123456789abcdef', profile: 'prod', requestId: 'a1b2c3d4' },
  stamp: 'sentinel=alice=direct=a1b2c3d4',
  region: 'eu-central-1',
} as unknown as Issued;

const users = {
  PATH: '/usr/bin',
  AWS_ACCESS_KEY_ID: 'AKIAOLD',
  AWS_SECRET_ACCESS_KEY: 'old',
  AWS_SESSION_TOKEN: 'old',
  AWS_SECURITY_TOKEN: 'old',
  AWS_PROFILE: 'other',
  AWS_DEFAULT_PROFILE: 'other',
  AWS_ROLE_ARN: 'old',
  AWS_ROLE_SESSION_NAME: 'old',
  AWS_WEB_IDENTITY_TOKEN_FILE: 'old',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
  AWS_CREDENTIAL_EXPIRATION: 'old',
  AWS_CREDENTIAL_FILE: 'old',
  AWS_REGION: 'us-east-1',
  AWS_PAGER: 'less',
  AWS_CA_BUNDLE: '/etc/ca.pem',
  SENTINEL_SANDBOX: '1',
  SENTINEL_SESSION_ID: 'outer',
  SENTINEL_KEYS_PASSPHRASE: 'secret',
  SENTINEL_CONFIG: '/etc/x.yaml',
};

it('holds the issued keys and nothing that could come before them', () => {
  const env = childEnvironment({ env: users, childEnv: {} }, issued);
  expect(env).toEqual({
    PATH: '/usr/bin',
    AWS_PAGER: 'less',
    AWS_CA_BUNDLE: '/etc/ca.pem',
    SENTINEL_CONFIG: '/etc/x.yaml',
    AWS_ACCESS_KEY_ID: 'ASIANEW',
    AWS_SECRET_ACCESS_KEY: 'new-secret',
    AWS_SESSION_TOKEN: 'new-token',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_CREDENTIAL_EXPIRATION: '2026-11-20T18:00:00Z',
    AWS_VAULT: 'prod',
    SENTINEL_PROFILE: 'prod',
    SENTINEL_REQUEST_ID: 'a1b2c3d4',
    SENTINEL_SOURCE_IDENTITY: 'sentinel=alice=direct=a1b2c3d4',
    SENTINEL_EXPIRES_AT: '2026-11-20T18:00:00Z',
    SENTINEL_SESSION_ID: '0123456789abcdef',
  });
});

it("ends with what the context adds, and without npm's own", () => {
  const env = childEnvironment(
    {
      env: { PATH: '/work/node_modules/.bin:/usr/bin', npm_lifecycle_event: 'start' },
      childEnv: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    },
    issued,
  );
  expect(env['AWS_ENDPOINT_URL']).toBe('http://127.0.0.1:1');
  expect(env['npm_lifecycle_event']).toBeUndefined();
  expect(env['PATH']).toBe('/usr/bin');
});

it('has no stamp where none was set', () => {
  const env = childEnvironment({ env: {}, childEnv: {} }, { ...issued, stamp: null });
  expect('SENTINEL_SOURCE_IDENTITY' in env).toBe(false);
});
