/** Base credentials of each kind, from files, commands and servers. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AwsFactory } from '../../src/aws/api.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { resolveBase } from '../../src/profiles/resolve-base.ts';
import type { Base } from '../../src/profiles/types.ts';
import { KEYS, loadText, OTHER, ROLE } from './load-text.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const about = {
  regions: ['eu-west-1'],
  signal: new AbortController().signal,
  keys: 'file' as const,
};

function world(options: { env?: Record<string, string>; aws?: AwsFactory; now?: number } = {}) {
  return {
    env: { PATH: process.env['PATH'], ...options.env },
    childEnv: {},
    platform: process.platform,
    clock: { now: () => options.now ?? NOW },
    aws: options.aws,
    spawn: (command: string, args: string[], about: object) => spawn(command, args, about),
  } as unknown as Context;
}

/** The base of profile `a`, and its credentials. */
async function resolve(
  config: string,
  options: {
    env?: Record<string, string>;
    aws?: AwsFactory;
    now?: number;
    regions?: string[];
  } = {},
) {
  const set = await loadText(config, '', options.env);
  const { base, problem } = await set.find('a');
  expect(problem).toBeNull();
  const { regions = about.regions } = options;
  return resolveBase(world(options), set, base as Base, { ...about, regions });
}

async function refusal(work: Promise<unknown>): Promise<SentinelError> {
  const error: unknown = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(SentinelError);
  const told = error as SentinelError;
  expect([told.message, told.stack, ...told.next].join()).not.toContain('canary');
  return told;
}

async function serve(reply: (body: string, count: number) => { status: number; body: string }) {
  const bodies: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      const answer = reply(body, bodies.length);
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-base-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'token');
  await writeFile(path, text);
  return path;
}

it('static keys and those of the environment are what the files and the environment say', async () => {
  const own = await resolve(`[profile a]\nrole_arn = ${ROLE}\n${KEYS}`);
  expect(own).toEqual({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/of+alice' });
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
  expect(await resolve(`[profile a]\nrole_arn = ${ROLE}\n`, { env })).toEqual({
    accessKeyId: 'A',
    secretAccessKey: 's',
    sessionToken: 't',
  });
});

describe('another tool’s process', () => {
  const printing = (expiration: string) =>
    `[profile a]\ncredential_process = echo '{"Version":1,"AccessKeyId":"ASIA","SecretAccessKey":"canary","SessionToken":"canary","Expiration":"${expiration}"}'\n`;

  it('is run', async () => {
    const keys = await resolve(printing('2026-11-20T13:00:00Z'));
    expect(keys).toMatchObject({ accessKeyId: 'ASIA', expiration: NOW + 3_600_000 });
  });

  it.each(['2026-11-20T11:59:59Z', '2026-11-20T12:00:00Z', '2001-01-01T00:00:00+05:00'])(
    'whose keys have ended (%s) gives none',
    async (expiration) => {
      const error = await refusal(resolve(printing(expiration)));
      expect(error.kind).toBe('not_signed_in');
      expect(error.message).toMatch(
        /credential_process of \[a\]\) ended at .*by this machine's clock/,
      );
    },
  );
});

describe('a web identity', () => {
  const keys = (end: string) =>
    `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${end}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::444455556666:assumed-role/Hop/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
  const fault = (code: string, message: string) =>
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  const profile = (path: string, more = '') =>
    `[profile a]\nweb_identity_token_file = ${path}\nrole_arn = ${OTHER}\n${more}`;
  const at = (url: string) => createAwsFactory({ env: {} }).withEndpoints({ sts: url });

  it('is exchanged for the role’s keys, unsigned, under one name', async () => {
    const { url, bodies } = await serve(() => ({
      status: 200,
      body: keys('2026-11-20T13:00:00Z'),
    }));
    const path = await file('canary.jwt.token\n');
    expect(await resolve(profile(path), { aws: at(url) })).toMatchObject({
      accessKeyId: 'ASIAWEB',
      expiration: NOW + 3_600_000,
    });
    await resolve(profile(path, 'role_session_name = job-7\n'), { aws: at(url) });
    const sent = bodies.map((body) => Object.fromEntries(new URLSearchParams(body)));
    expect(sent).toMatchObject([
      {
        RoleArn: OTHER,
        WebIdentityToken: 'canary.jwt.token',
        RoleSessionName: 'sentinel-web-identity',
      },
      { RoleSessionName: 'job-7' },
    ]);
  });

  it.each([
    ['ExpiredTokenException', 'not_signed_in', /has ended/],
    ['InvalidIdentityToken', 'failed', /InvalidIdentityToken/],
    ['AccessDenied', 'failed', /AccessDenied/],
  ])('that AWS refuses (%s) says so without the token', async (code, kind, sentence) => {
    const { url } = await serve(() => ({ status: 400, body: fault(code, 'no canary.jwt.token') }));
    const error = await refusal(resolve(profile(await file('canary.jwt.token')), { aws: at(url) }));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(sentence);
  });

  it('goes to the next region where one does not answer', async () => {
    const { url } = await serve((_, count) =>
      count <= 2 ? { status: 503, body: '' } : { status: 200, body: keys('2026-11-20T13:00:00Z') },
    );
    const options = { aws: at(url), regions: ['eu-west-1', 'eu-central-1'] };
    const keysOf = await resolve(profile(await file('canary.jwt.token')), options);
    expect(keysOf.accessKeyId).toBe('ASIAWEB');
    const gone = { aws: at('http://127.0.0.1:1'), regions: ['eu-west-1'] };
    const error = await refusal(resolve(profile(await file('canary.jwt.token')), gone));
    expect(error.kind).toBe('unavailable');
  });

  it.each([
    ['is not there', null, /cannot be read \(ENOENT\)/],
    ['is empty', '', /holds no token/],
    ['is something else', 'canary canary\ncanary', /holds no token/],
    ['holds another kind of secret', 'ghp_canary', /holds no token/],
    ['is too long', `a.${'b'.repeat(20_000)}.c`, /holds no token/],
  ])('whose file %s gives none', async (_, text, sentence) => {
    const path = text === null ? '/no/such/token' : await file(text);
    const error = await refusal(resolve(profile(path), { aws: at('http://127.0.0.1:1') }));
    expect(error.kind).toBe('not_signed_in');
    expect(error.message).toMatch(sentence);
  });

  it.each(['/dev/zero', '/tmp'])('whose file is none (%s) is not read', async (path) => {
    const error = await refusal(resolve(profile(path), { aws: at('http://127.0.0.1:1') }));
    expect(error.message).toMatch(/holds no token/);
  });
});

describe('the machine’s own role', () => {
  const KEYS_JSON = JSON.stringify({
    Code: 'Success',
    AccessKeyId: 'ASIAMACHINE',
    SecretAccessKey: 'canary',
    Token: 'canary',
    Expiration: '2026-11-20T13:00:00Z',
  });

  it('is that of the instance', async () => {
    const { url } = await serve((_, count) => ({
      status: 200,
      body: ['t', 'role', KEYS_JSON][count - 1] ?? '',
    }));
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: url };
    const config = `[profile a]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`;
    const keys = await resolve(config, { env, aws: createAwsFactory({ env }) });
    expect(keys).toMatchObject({ accessKeyId: 'ASIAMACHINE', expiration: NOW + 3_600_000 });
    const later = { env, aws: createAwsFactory({ env }), now: NOW + 7_200_000 };
    const { url: again } = await serve((_, count) => ({
      status: 200,
      body: ['t', 'role', KEYS_JSON][count - 1] ?? '',
    }));
    later.env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: again };
    later.aws = createAwsFactory({ env: later.env });
    expect((await refusal(resolve(config, later))).message).toMatch(/instance's role\) ended at/);
  });

  it('is that of the container', async () => {
    const { url } = await serve(() => ({ status: 200, body: KEYS_JSON }));
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/x` };
    const config = `[profile a]\nrole_arn = ${ROLE}\ncredential_source = EcsContainer\n`;
    const keys = await resolve(config, { env, aws: createAwsFactory({ env }) });
    expect(keys.accessKeyId).toBe('ASIAMACHINE');
  });

  it('is none where nobody answers, and says what to do', async () => {
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' };
    const config = `[profile a]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`;
    const error = await refusal(resolve(config, { env, aws: createAwsFactory({ env }) }));
    expect(error.kind).toBe('unavailable');
    expect(error.message).toMatch(
      /metadata service gives no credentials of the EC2 instance's role/,
    );
    expect(error.next.join()).toMatch(/--aws-profile/);
  });
});

it('a sign-in that is needed says which, for whoever can ask', async () => {
  const start = 'sso_start_url = https://d-1.awsapps.com/start\nsso_region = eu-central-1\n';
  const set = await loadText(
    `[sso-session corp]\n${start}[profile a]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = R\n`,
  );
  const { base } = await set.find('a');
  const ctx = { ...world(), paths: { ssoCache: '/no/such/cache' } } as unknown as Context;
  const error = await refusal(resolveBase(ctx, set, base as Base, about));
  expect(error.kind).toBe('not_signed_in');
  expect(error.need).toMatchObject({ kind: 'sso', start: { session: 'corp' } });
});
