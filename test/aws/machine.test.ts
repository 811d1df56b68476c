/** Instance and container metadata over HTTP, as they answer and as they should not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { containerPlace } from '../../src/aws/container-place.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';

const KEYS = {
  AccessKeyId: 'ASIAROLE',
  SecretAccessKey: 'canary-secret',
  Token: 'canary-token',
  Expiration: '2030-01-01T00:00:00Z',
};
const READ = {
  accessKeyId: 'ASIAROLE',
  secretAccessKey: 'canary-secret',
  sessionToken: 'canary-token',
  expiration: Date.parse('2030-01-01T00:00:00Z'),
};

type Reply = (request: http.IncomingMessage) => { status?: number; body: string } | null;

/** A server that answers with what `reply` says; null: never. */
async function serve(reply: Reply) {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const answer = reply(request);
    if (answer) response.writeHead(answer.status ?? 200).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function failure(work: Promise<unknown>): Promise<AwsError> {
  const error: unknown = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AwsError);
  expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain('canary');
  return error as AwsError;
}

describe('instance metadata', () => {
  const TOKEN = 'imds-token';
  /** Version 2 of the service with one role. */
  const imds =
    (keys: unknown, role = 'app-role'): Reply =>
    ({ method, url, headers }) => {
      if (method === 'PUT' && url === '/latest/api/token') {
        return headers['x-aws-ec2-metadata-token-ttl-seconds']
          ? { body: TOKEN }
          : { status: 400, body: '' };
      }
      if (headers['x-aws-ec2-metadata-token'] !== TOKEN) return { status: 401, body: '' };
      if (url === '/latest/meta-data/iam/security-credentials/') return { body: `${role}\n` };
      if (url?.endsWith('/app-role')) return { body: JSON.stringify(keys) };
      return { status: 404, body: 'canary' };
    };
  const ask = (url: string, signal?: AbortSignal) =>
    createAwsFactory({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url } }).instanceCredentials(
      signal,
    );

  it('gives the role’s keys with their end, by version 2', async () => {
    const { url, seen } = await serve(imds({ Code: 'Success', ...KEYS }));
    expect(await ask(url)).toEqual(READ);
    expect(seen).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/app-role',
    ]);
  });

  it('never falls back to version 1', async () => {
    const { url, seen } = await serve(({ method }) =>
      method === 'PUT' ? { status: 403, body: '' } : { body: JSON.stringify(KEYS) },
    );
    expect(await failure(ask(url))).toMatchObject({ code: 'Http403', status: 403 });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['a failure', { Code: 'Failed', ...KEYS }],
    ['no token', { ...KEYS, Token: undefined }],
    ['no end', { ...KEYS, Expiration: undefined }],
    ['an end that is none', { ...KEYS, Expiration: 'soon' }],
    ['numbers', { ...KEYS, AccessKeyId: 7 }],
    ['null', null],
  ])('an answer with %s is none', async (_, keys) => {
    const { url } = await serve(imds(keys));
    expect(await failure(ask(url))).toMatchObject({ code: 'InvalidResponse' });
  });

  it('a role whose name would be another path is none', async () => {
    const { url, seen } = await serve(imds(KEYS, '../../user-data'));
    expect(await failure(ask(url))).toMatchObject({ code: 'InvalidResponse' });
    expect(seen).toHaveLength(2);
  });

  it('an instance without a role says so', async () => {
    const { url } = await serve((request) =>
      request.method === 'PUT' ? { body: TOKEN } : { status: 404, body: '' },
    );
    expect(await failure(ask(url))).toMatchObject({ code: 'Http404', unreachable: false });
  });

  it('a silent one is given up within seconds, and at once where the caller goes', async () => {
    const { url } = await serve(() => null);
    expect(await failure(ask(url))).toMatchObject({ code: 'TimeoutError', unreachable: true });
    const reason = new Error('the caller left');
    const controller = new AbortController();
    const asked = ask(url, controller.signal);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('nobody there is a NetworkError', async () => {
    expect(await failure(ask('http://127.0.0.1:1'))).toMatchObject({ code: 'NetworkError' });
  });

  it.each(['http://evil.example', 'http://10.0.0.1', 'http://169.254.169.254.evil.example', 'x'])(
    'is asked at no address but its own: %s',
    async (url) => {
      expect(await failure(ask(url))).toMatchObject({ code: 'InvalidEndpoint' });
    },
  );

  it('is asked past the proxy', async () => {
    const { url } = await serve(imds(KEYS));
    const proxy = 'http://127.0.0.1:1';
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: url, HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
    expect(await createAwsFactory({ env }).instanceCredentials()).toEqual(READ);
  });
});

describe('container metadata', () => {
  const ask = (env: Record<string, string>, signal?: AbortSignal) =>
    createAwsFactory({ env }).containerCredentials(signal);

  it('gives the role’s keys for the token of the environment', async () => {
    const { url } = await serve(({ headers }) =>
      headers.authorization === 'canary-auth'
        ? { body: JSON.stringify(KEYS) }
        : { status: 401, body: '' },
    );
    const uri = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/creds` };
    expect(await ask({ ...uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary-auth' })).toEqual(READ);
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-container-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'token');
    await writeFile(file, 'canary-auth');
    expect(await ask({ ...uri, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file })).toEqual(READ);
  });

  it('takes nothing from the environment of the process itself', async () => {
    const { url } = await serve(({ headers }) => ({
      body: JSON.stringify({ ...KEYS, AccessKeyId: headers.authorization ?? 'NONE' }),
    }));
    process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] = 'canary-process';
    process.env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] = '/elsewhere';
    onTestFinished(() => {
      delete process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
      delete process.env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
    });
    const { accessKeyId } = await ask({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url });
    expect(accessKeyId).toBe('NONE');
  });

  it.each([
    ['a refusal', { status: 403, body: '{"Code":"canary","Message":"canary"}' }, 'Http403'],
    ['half an answer', { body: '{"AccessKeyId":"canary' }, 'NetworkError'],
    ['no end', { body: JSON.stringify({ ...KEYS, Expiration: undefined }) }, 'NetworkError'],
    [
      'an end that is none',
      { body: JSON.stringify({ ...KEYS, Expiration: 'soon' }) },
      'NetworkError',
    ],
  ])('%s is no credentials, and nothing of it is told', async (_, answer, code) => {
    const { url } = await serve(() => answer);
    const error = await failure(ask({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }));
    expect(error.code).toBe(code);
  });

  it.each([
    ['a Kubernetes token', `eyJhbGciOi.${'x'.repeat(1500)}.s-_ig`, true],
    ['a word with its scheme', 'Basic YWJjZA==', true],
    ['a line with its end', 'canary-auth\n', false],
    ['several lines', 'canary\nauth', false],
    ['JSON', '{"accessToken":"canary"}', false],
    ['words', 'canary auth', false],
    ['something large', 'c'.repeat(20_000), false],
    ['nothing', '', false],
  ])('a token file that holds %s', async (_, text, sent) => {
    const authorizations: unknown[] = [];
    const { url } = await serve(({ headers }) => {
      authorizations.push(headers.authorization);
      return { body: JSON.stringify(KEYS) };
    });
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-container-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'token');
    await writeFile(file, text);
    const asked = ask({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of the environment',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
    });
    if (sent) expect(await asked).toEqual(READ);
    else expect(await failure(asked)).toMatchObject({ code: 'InvalidToken', unreachable: false });
    expect(authorizations).toEqual(sent ? [text] : []);
  });

  it.each(['/no/such/token', tmpdir(), '/dev/zero'])(
    'a token file that is none: %s',
    async (file) => {
      const { url, seen } = await serve(() => ({ body: JSON.stringify(KEYS) }));
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
      };
      expect(await failure(ask(env))).toMatchObject({ code: 'InvalidToken' });
      expect(seen).toEqual([]);
    },
  );

  it.each([
    'http://evil.example/x',
    'https://evil.example/x',
    'https://169.254.170.2.evil.example/',
    'https://127.0.0.1@evil.example/',
    'https://canary:canary@127.0.0.1/',
    'http://10.0.0.1/x',
    'file:///etc/passwd',
    'x',
  ])('is asked at no address of anybody else: %s', async (uri) => {
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'canary-auth',
    };
    const error = await failure(ask(env));
    expect(error.code).toBe('InvalidEndpoint');
  });

  it('a path that would be another host is none', async () => {
    const { url, seen } = await serve(() => ({ body: JSON.stringify(KEYS) }));
    for (const path of [`@${url.slice(7)}/x`, '.evil.example/x', ':8080/x']) {
      const error = await failure(ask({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path }));
      expect(error.code).toBe('InvalidEndpoint');
    }
    expect(seen).toEqual([]);
  });

  it('the path wins over the address, as in the SDKs', () => {
    const place = containerPlace({
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/x',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://evil.example/',
    });
    expect(place).toMatchObject({ url: new URL('http://169.254.170.2/v2/credentials/x') });
  });

  it.each(['http://169.254.170.23/v1/credentials', 'http://[fd00:ec2::23]/v1/credentials'])(
    'of a pod is at %s',
    (uri) => {
      const place = containerPlace({ AWS_CONTAINER_CREDENTIALS_FULL_URI: uri });
      expect(place).toMatchObject({ url: new URL(uri) });
    },
  );

  it('is left where the caller goes', async () => {
    const { url } = await serve(() => null);
    const reason = new Error('the caller left');
    const controller = new AbortController();
    const asked = ask({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }, controller.signal);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});
