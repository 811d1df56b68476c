/** The call that goes without the SDK's client answers and fails exactly as the client does. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsError, Parameter } from '../../src/aws/api.ts';
import { openLink } from '../../src/aws/link.ts';
import { makeSsm } from '../../src/aws/ssm.ts';
import { makeDirectSsm } from '../../src/aws/ssm-direct.ts';
import { openTransport } from '../../src/aws/transport.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';

const POLICY = '/sentinel/policies/default';

/** What a caller can tell of the outcome. */
async function outcome(get: Promise<{ value: Parameter; region: string; date: number }>) {
  try {
    const { value, region, date } = await get;
    return { value, region, dated: Number.isFinite(date) };
  } catch (error) {
    const { code, status, unreachable, message, service, action } = error as AwsError;
    return { code, status, unreachable, message, service, action };
  }
}

async function both(url: string, credentials: object, name = POLICY, region = 'eu-central-1') {
  const link = openLink({ env: {}, endpointUrl: url });
  const about = { region, credentials: credentials as never };
  const client = makeSsm(about, await openTransport(link));
  const direct = makeDirectSsm(about, link, () => Promise.reject(new Error('the SDK was asked')));
  return Promise.all([outcome(client.getParameter(name)), outcome(direct.getParameter(name))]);
}

describe('against an AWS that checks signatures', () => {
  let world: TestWorld;
  let keys: { accessKeyId: string; secretAccessKey: string };

  beforeAll(async () => {
    world = await openWorld();
    const alice = world.sandbox.control.cloud.world.accounts
      .flatMap((account) => account.users)
      .find((user) => user.name === 'alice');
    const key = alice?.accessKeys[0];
    keys = { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
  });
  afterAll(() => world.close());

  it('reads a parameter', async () => {
    const [client, direct] = await both(world.sandbox.url, keys);
    expect(client).toMatchObject({ dated: true, value: { name: POLICY } });
    expect(direct).toEqual(client);
  });

  it.each([
    ['a parameter that is not there', {}, '/sentinel/nothing', 'ParameterNotFound'],
    ['a parameter that may not be read', {}, '/elsewhere/secret', 'AccessDeniedException'],
    ['keys that are nobody’s', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, POLICY, /./],
    ['a wrong secret', { secretAccessKey: 'x'.repeat(40) }, POLICY, /Signature/],
    ['a token that is none', { sessionToken: 'bogus' }, POLICY, /./],
  ])('%s', async (_what, change, name, code) => {
    const [client, direct] = await both(world.sandbox.url, { ...keys, ...change }, name);
    expect((client as AwsError).code).toMatch(code);
    expect(direct).toEqual(client);
  });

  it('a machine clock that is off is corrected within the call', async () => {
    world.sandbox.control.setClockOffset(3 * 3_600_000);
    try {
      const [client, direct] = await both(world.sandbox.url, keys);
      expect(client).toMatchObject({ value: { name: POLICY } });
      expect(direct).toEqual(client);
    } finally {
      world.sandbox.control.setClockOffset(0);
    }
  });
});

describe('against a server at fault', () => {
  const open: Server[] = [];
  afterAll(() => {
    for (const server of open) server.closeAllConnections();
    for (const server of open) server.close();
  });

  async function server(answer: (response: ServerResponse, calls: number) => void) {
    let calls = 0;
    const made = createServer((request, response) => {
      request.resume();
      calls += 1;
      answer(response, calls);
    });
    open.push(made);
    await new Promise<void>((ready) => made.listen(0, '127.0.0.1', ready));
    const address = made.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  const good = { Parameter: { Name: POLICY, Value: 'text', Version: 3 } };
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40) };

  it.each<[string, (response: ServerResponse) => void, object]>([
    [
      'throttling',
      (r) => json(r, 400, { __type: 'ThrottlingException', message: 'slow' }),
      { code: 'ThrottlingException', unreachable: true },
    ],
    [
      'a code in a header',
      (r) => json(r, 400, { message: 'no' }, { 'x-amzn-errortype': 'ParameterNotFound:http://x/' }),
      { code: 'ParameterNotFound', unreachable: false },
    ],
    [
      'a code with its name space',
      (r) => json(r, 400, { __type: 'com.amazonaws.ssm#InvalidKeyId', message: 'no' }),
      { code: 'InvalidKeyId' },
    ],
    [
      'an internal error',
      (r) => json(r, 500, { __type: 'InternalServerError', message: 'oops' }),
      { unreachable: true },
    ],
    [
      'HTML from a proxy',
      (r) => json(r, 503, '<html>busy</html>', { 'content-type': 'text/html' }),
      { unreachable: true },
    ],
    [
      'a parameter without its value',
      (r) => json(r, 200, { Parameter: { Name: POLICY, Version: 1 } }),
      { code: 'InvalidResponse', unreachable: true },
    ],
    ['a connection that is cut', (r) => r.destroy(), { code: 'NetworkError', unreachable: true }],
    [
      'half an answer',
      (r) => {
        r.writeHead(200, { 'content-length': '5000' });
        r.write('{"Parameter":{"Name":"/x","Val');
        setTimeout(() => r.destroy(), 20);
      },
      { unreachable: true },
    ],
  ])('%s is told as the client tells it', async (_what, answer, expected) => {
    const url = await server(answer);
    const [client, direct] = await both(url, keys);
    expect(direct).toMatchObject(expected);
    const { unreachable, service, action } = client as AwsError;
    expect(direct).toMatchObject({ unreachable, service, action });
  });

  it('garbage with status 200 is no policy', async () => {
    const [, direct] = await both(await server((r) => json(r, 200, '<html>')), keys);
    expect(direct).toMatchObject({ unreachable: true });
  });

  it('tries once more where an answer was lost, and not where it was refused', async () => {
    const lost = await server((r, calls) => (calls === 1 ? r.destroy() : json(r, 200, good)));
    const link = openLink({ env: {}, endpointUrl: lost });
    const never = () => Promise.reject(new Error('the SDK was asked'));
    const about = { region: 'eu-central-1', credentials: keys };
    const { value } = await makeDirectSsm(about, link, never).getParameter(POLICY);
    expect(value).toEqual({ name: POLICY, value: 'text', version: 3 });
    let asked = 0;
    const refusing = await server((r, calls) => {
      asked = calls;
      json(r, 400, { __type: 'AccessDeniedException', message: 'no' });
    });
    const second = openLink({ env: {}, endpointUrl: refusing });
    await expect(makeDirectSsm(about, second, never).getParameter(POLICY)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    expect(asked).toBe(1);
  });

  it('an endless answer ends, and so does a silent one', async () => {
    const endless = await server((r) => {
      r.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      const more = () => {
        while (!r.destroyed && r.write(chunk));
        if (!r.destroyed) r.once('drain', more);
      };
      more();
    });
    const link = openLink({ env: {}, endpointUrl: endless });
    const about = { region: 'eu-central-1', credentials: keys };
    const ssm = makeDirectSsm(about, link, () => Promise.reject(new Error('the SDK was asked')));
    await expect(ssm.getParameter(POLICY)).rejects.toMatchObject({ unreachable: true });
  });

  it('an abort ends it with the reason of whoever aborted', async () => {
    const silent = await server(() => {});
    const link = openLink({ env: {}, endpointUrl: silent });
    const about = { region: 'eu-central-1', credentials: keys };
    const ssm = makeDirectSsm(about, link, () => Promise.reject(new Error('the SDK was asked')));
    const stop = new AbortController();
    const asking = ssm.getParameter(POLICY, stop.signal);
    stop.abort(Object.assign(new Error('time is over'), { name: 'SentinelError' }));
    await expect(asking).rejects.toThrow('time is over');
  });
});

describe('where it goes', () => {
  it.each([
    ['eu-central-1', 'https://ssm.eu-central-1.amazonaws.com/'],
    ['us-gov-west-1', 'https://ssm.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://ssm.cn-north-1.amazonaws.com.cn/'],
  ])('%s: as the SDK says too', async (region, expected) => {
    const { ssmEndpoint } = await import('../../src/aws/ssm-endpoint.ts');
    expect(ssmEndpoint(region, {})).toBe(expected);
    const { SSMClient } = await import('@aws-sdk/client-ssm');
    const client = new SSMClient({ region });
    const sdk = client.config.endpointProvider({ Region: region });
    expect(sdk.url.href).toBe(expected);
  });

  it.each(['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1', 'nonsense'])(
    '%s is left to the SDK',
    async (region) => {
      const { ssmEndpoint } = await import('../../src/aws/ssm-endpoint.ts');
      expect(ssmEndpoint(region, {})).toBeNull();
    },
  );

  it('FIPS and dual stack are left to the SDK', async () => {
    const { ssmEndpoint } = await import('../../src/aws/ssm-endpoint.ts');
    for (const name of ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']) {
      expect(ssmEndpoint('eu-central-1', { [name]: 'true' })).toBeNull();
    }
  });
});
