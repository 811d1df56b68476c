/** The clients against servers that answer as AWS does, and as it should not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';

const credentials = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'the+secret/key',
  sessionToken: 'the+session/token',
};
const options = { region: 'eu-west-1', credentials };
const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

interface Seen {
  readonly url: string;
  readonly requests: { headers: http.IncomingHttpHeaders; body: string }[];
  readonly connects: string[];
}

/** A server of one answer; gone when the test ends. */
async function serve(
  reply: (body: string, count: number, response: http.ServerResponse) => void,
): Promise<Seen> {
  const requests: Seen['requests'] = [];
  const connects: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      requests.push({ headers: request.headers, body });
      reply(body, requests.length, response);
    });
  });
  server.on('connect', (request, socket: Socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, connects };
}

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/alice</Arn><UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const fault = (code: string, message: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const assumed = (expiration: string) =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/R/alice</Arn><AssumedRoleId>AROA:alice</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
const wish = {
  roleArn: 'arn:aws:iam::111122223333:role/R',
  roleSessionName: 'alice',
  durationSeconds: 900,
};

async function failure(work: Promise<unknown>): Promise<AwsError> {
  const error: unknown = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(AwsError);
  return error as AwsError;
}

describe('an answer', () => {
  it('carries AWS’s time, the region, and the endpoint in use', async () => {
    const date = 'Fri, 20 Nov 2026 18:00:00 GMT';
    const { url } = await serve((_, __, response) => {
      response.writeHead(200, { date, 'content-type': 'text/xml' }).end(identity);
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
    expect(await sts.getCallerIdentity()).toEqual({
      value: {
        arn: 'arn:aws:iam::111122223333:user/alice',
        account: '111122223333',
        userId: 'AIDA',
      },
      date: Date.parse(date),
      region: 'eu-west-1',
      endpoint: url,
    });
  });

  it('has AWS’s own code and time where AWS refuses, and is asked once', async () => {
    const date = new Date().toUTCString();
    const seen = await serve((_, __, response) => {
      response.writeHead(403, { date }).end(fault('AccessDenied', 'not allowed'));
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: seen.url }).sts(options);
    const error = await failure(sts.assumeRole(wish));
    expect(error).toMatchObject({ code: 'AccessDenied', status: 403, date: Date.parse(date) });
    expect(error.unreachable).toBe(false);
    expect(seen.requests).toHaveLength(1);
  });

  it('is asked for twice where AWS is at fault', async () => {
    const seen = await serve((_, count, response) => {
      response.writeHead(count === 1 ? 503 : 200).end(count === 1 ? '' : identity);
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: seen.url }).sts(options);
    await sts.getCallerIdentity();
    expect(seen.requests).toHaveLength(2);
    const always = await serve((_, __, response) => void response.writeHead(503).end());
    const other = await createAwsFactory({ env: {}, endpointUrl: always.url }).sts(options);
    expect((await failure(other.getCallerIdentity())).unreachable).toBe(true);
    expect(always.requests).toHaveLength(2);
  });

  it.each(['not a date', '', '0x10', '2026-99-99T99:99:99Z'])(
    'with credentials that end at "%s" is none',
    async (expiration) => {
      const { url } = await serve(
        (_, __, response) => void response.writeHead(200).end(assumed(expiration)),
      );
      const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
      await failure(sts.assumeRole(wish));
    },
  );

  it('that is no answer of AWS is none', async () => {
    for (const text of [
      '<html>please sign in to this network</html>',
      '',
      '{}',
      identity.replace('Arn>', 'X>'),
    ]) {
      const { url } = await serve((_, __, response) => void response.writeHead(200).end(text));
      const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
      await failure(sts.getCallerIdentity());
    }
  });

  it('without a date is none', async () => {
    const { url } = await serve((_, __, response) => {
      response.sendDate = false;
      response.writeHead(200).end(identity);
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
    expect((await failure(sts.getCallerIdentity())).message).toMatch(/no date/);
  });
});

describe('no answer', () => {
  it('is a NetworkError where nobody listens', async () => {
    const factory = createAwsFactory({ env: {}, endpointUrl: 'http://127.0.0.1:1' });
    const error = await failure((await factory.sts(options)).getCallerIdentity());
    expect(error).toMatchObject({ code: 'NetworkError', status: undefined });
    expect(error.unreachable).toBe(true);
  });

  it('ends with the signal, for its reason', async () => {
    const { url } = await serve(() => {});
    const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
    const controller = new AbortController();
    const call = failure(sts.getCallerIdentity(controller.signal));
    controller.abort();
    expect(await call).toMatchObject({ code: 'TimeoutError' });
  });

  it('is given up by itself', async () => {
    const seen = await serve(() => {});
    const sts = await createAwsFactory({ env: {}, endpointUrl: seen.url }).sts(options);
    expect(await failure(sts.getCallerIdentity())).toMatchObject({ code: 'TimeoutError' });
    expect(seen.requests).toHaveLength(2);
  });
});

describe('keys', () => {
  it('never stand in an error, though AWS sends the whole request back', async () => {
    const { url } = await serve((_, __, response) => {
      const { secretAccessKey, sessionToken } = credentials;
      const text = `The signature does not match ${sessionToken} ${secretAccessKey}\nx-amz-security-token:${sessionToken}`;
      response.writeHead(403).end(fault('SignatureDoesNotMatch', text));
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
    const error = await failure(sts.getCallerIdentity());
    expect(error.code).toBe('SignatureDoesNotMatch');
    const all = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
    expect(all).not.toContain(credentials.sessionToken);
    expect(all).not.toContain(credentials.secretAccessKey);
  });

  it('never stand in what --debug tells', async () => {
    const lines: string[] = [];
    const { url } = await serve((_, count, response) => {
      response
        .writeHead(count === 1 ? 200 : 403)
        .end(count === 1 ? identity : fault('AccessDenied', 'no'));
    });
    const factory = createAwsFactory({
      env: {},
      endpointUrl: url,
      tell: (line) => lines.push(line),
    });
    const sts = await factory.sts(options);
    await sts.getCallerIdentity();
    await failure(sts.assumeRole(wish));
    expect(lines).toEqual([
      'sts:GetCallerIdentity eu-west-1 -> ok',
      'sts:AssumeRole eu-west-1 -> AccessDenied',
    ]);
  });
});

describe('where calls go', () => {
  /** Sees where a client that has no endpoint of its own wants to go, and lets it get nowhere. */
  async function destination(service: 'sts' | 'ssm'): Promise<{ proxy: Seen; trap: Seen }> {
    const trap = await serve((_, __, response) => void response.writeHead(200).end(identity));
    const proxy = await serve((_, __, response) => void response.writeHead(502).end());
    const folder = await mkdtemp(join(tmpdir(), 'sentinel-aws-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(
      join(folder, 'config'),
      `[default]\nendpoint_url = ${trap.url}\nservices = s\n[services s]\nsts =\n  endpoint_url = ${trap.url}\nssm =\n  endpoint_url = ${trap.url}\n`,
    );
    const stray = {
      AWS_ENDPOINT_URL: trap.url,
      AWS_ENDPOINT_URL_STS: trap.url,
      AWS_ENDPOINT_URL_SSM: trap.url,
      AWS_CONFIG_FILE: join(folder, 'config'),
      HTTPS_PROXY: proxy.url,
    };
    Object.assign(process.env, stray);
    const factory = createAwsFactory({ env: stray });
    const call =
      service === 'sts'
        ? (await factory.sts(options)).getCallerIdentity()
        : (await factory.ssm(options)).getParameter('/x');
    expect((await failure(call)).unreachable).toBe(true);
    return { proxy, trap };
  }

  it.each(['sts', 'ssm'] as const)(
    'is AWS’s own regional endpoint, whatever the environment and the config file say: %s',
    async (service) => {
      const { proxy, trap } = await destination(service);
      expect(trap.requests).toEqual([]);
      expect(new Set(proxy.connects)).toEqual(new Set([`${service}.eu-west-1.amazonaws.com:443`]));
    },
  );

  it('is past the proxy for the endpoint that the factory was given', async () => {
    const seen = await serve((_, __, response) => void response.writeHead(200).end(identity));
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' };
    const sts = await createAwsFactory({ env, endpointUrl: seen.url }).sts(options);
    await sts.getCallerIdentity();
    expect(seen.requests).toHaveLength(1);
  });

  it('needs the certificates that are named', async () => {
    const factory = createAwsFactory({ env: { AWS_CA_BUNDLE: '/no/such/bundle.pem' } });
    await expect(factory.sts(options)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('AWS_CA_BUNDLE'),
    });
  });

  it.each([{ AWS_CA_BUNDLE: '/no/such/bundle.pem' }, { HTTPS_PROXY: 'http://[bad' }])(
    'is said in one sentence where %j stops every call, also by the quick way to SSM',
    async (env) => {
      const factory = createAwsFactory({ env });
      const message = expect.stringContaining(Object.keys(env)[0] as string);
      await expect(factory.sts(options)).rejects.toMatchObject({ kind: 'failed', message });
      await expect(
        factory.ssm(options).then((ssm) => ssm.getParameter('/x')),
      ).rejects.toMatchObject({ name: 'SentinelError', kind: 'failed', message });
    },
  );
});

describe('a machine clock that is wrong', () => {
  it('is corrected within the two tries, and known to the next client', async () => {
    const HOURS14 = 14 * 3_600_000;
    const awsNow = () => Date.now() + HOURS14;
    const seen = await serve((_, __, response) => {
      const stamp = seen.requests.at(-1)?.headers['x-amz-date'] as string;
      const signed = Date.parse(
        stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'),
      );
      const right = Math.abs(signed - awsNow()) < 300_000;
      response.writeHead(right ? 200 : 403, { date: new Date(awsNow()).toUTCString() });
      response.end(right ? identity : fault('SignatureDoesNotMatch', 'Signature not yet current'));
    });
    const factory = createAwsFactory({ env: {}, endpointUrl: seen.url });
    await (await factory.sts(options)).getCallerIdentity();
    expect(seen.requests).toHaveLength(2);
    await (await factory.sts(options)).getCallerIdentity();
    expect(seen.requests).toHaveLength(3);
  });

  it('is corrected even where the environment turns that off', async () => {
    process.env['AWS_DISABLE_CLOCK_SKEW_CORRECTION'] = 'true';
    const ahead = () => new Date(Date.now() - 14 * 3_600_000).toUTCString();
    const seen = await serve((_, count, response) => {
      response.writeHead(count === 1 ? 403 : 200, { date: ahead() });
      response.end(count === 1 ? fault('SignatureDoesNotMatch', 'expired') : identity);
    });
    const sts = await createAwsFactory({ env: {}, endpointUrl: seen.url }).sts(options);
    await sts.getCallerIdentity();
    expect(seen.requests).toHaveLength(2);
  });
});

describe('a path of parameters', () => {
  it('is read to its last page, in name order, and only what is under it', async () => {
    const parameter = (Name: string) => ({
      Name,
      Value: `v of ${Name}`,
      Version: 3,
      Type: 'String',
    });
    const seen = await serve((body, _, response) => {
      const { NextToken } = JSON.parse(body);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(
        JSON.stringify(
          NextToken
            ? { Parameters: [parameter('/p/a'), parameter('/pq')] }
            : { Parameters: [parameter('/p/b')], NextToken: 'more' },
        ),
      );
    });
    const ssm = await createAwsFactory({ env: {}, endpointUrl: seen.url }).ssm(options);
    const { value } = await ssm.getParametersByPath('/p/');
    expect(value.map((one) => one.name)).toEqual(['/p/a', '/p/b']);
    expect(JSON.parse(seen.requests[0]?.body ?? '')).toMatchObject({
      Path: '/p',
      WithDecryption: true,
    });
  });

  it('that never ends is given up', async () => {
    const { url } = await serve((_, __, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ Parameters: [], NextToken: 'more' }));
    });
    const ssm = await createAwsFactory({ env: {}, endpointUrl: url }).ssm(options);
    expect((await failure(ssm.getParametersByPath('/p/'))).message).toMatch(/do not end/);
  });
});

describe('a role', () => {
  const role = (document: string) =>
    `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/</Path><RoleName>R</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::111122223333:role/R</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`;
  const getRole = async (document: string) => {
    const { url } = await serve((_, __, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(role(document));
    });
    const iam = await createAwsFactory({ env: {}, endpointUrl: url }).iam(options);
    return iam.getRole('R');
  };

  it('comes with its trust policy as data', async () => {
    const trust = { Statement: [{ Effect: 'Allow', Principal: '*', Sid: 'a b/ü' }] };
    const { value } = await getRole(encodeURIComponent(JSON.stringify(trust)));
    expect(value).toEqual({ arn: 'arn:aws:iam::111122223333:role/R', trustPolicy: trust });
  });

  it.each(['', '%7B', '%E0%A4%A'])(
    'with a document that is none (%s) is no answer',
    async (text) => {
      expect(await failure(getRole(text))).toMatchObject({ code: 'InvalidResponse' });
    },
  );
});
