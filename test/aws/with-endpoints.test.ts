/** A factory with endpoint overrides: which calls go there, and how MFA codes are sent. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'canary' };
const options = { region: 'eu-west-1', credentials };
const SESSION = `<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetSessionTokenResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></GetSessionTokenResult></GetSessionTokenResponse>`;

/** A server of one answer that keeps what it was sent; CONNECT is refused and kept. */
async function serve(body: string) {
  const bodies: string[] = [];
  const connects: string[] = [];
  const server = http.createServer((request, response) => {
    let sent = '';
    request.on('data', (chunk) => {
      sent += chunk;
    });
    request.on('end', () => {
      bodies.push(sent);
      response.writeHead(200).end(body);
    });
  });
  server.on('connect', (request, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, connects };
}

it('a code of an MFA device goes with its serial, and without one neither does', async () => {
  const { url, bodies } = await serve(SESSION);
  const sts = await createAwsFactory({ env: {}, endpointUrl: url }).sts(options);
  const mfa = { serial: 'arn:aws:iam::111122223333:mfa/alice', code: '123456' };
  const { value } = await sts.getSessionToken(3_600, undefined, mfa);
  expect(value.credentials).toMatchObject({ accessKeyId: 'ASIA', sessionToken: 't' });
  await sts.getSessionToken(900);
  const [first, second] = bodies.map((body) => Object.fromEntries(new URLSearchParams(body)));
  expect(first).toMatchObject({ SerialNumber: mfa.serial, TokenCode: '123456' });
  expect(first?.['DurationSeconds']).toBe('3600');
  expect(Object.keys(second ?? {})).not.toContain('TokenCode');
});

it('only the service that is named goes elsewhere, and the answer says so', async () => {
  const override = await serve(SESSION);
  const proxy = await serve('');
  const factory = createAwsFactory({ env: { HTTPS_PROXY: proxy.url } });
  const reached = factory.withEndpoints({ sts: override.url });
  const { endpoint } = await (await reached.sts(options)).getSessionToken(900);
  expect(endpoint).toBe(override.url);
  await expect((await reached.ssm(options)).getParameter('/x')).rejects.toBeInstanceOf(AwsError);
  await expect((await factory.sts(options)).getCallerIdentity()).rejects.toBeInstanceOf(AwsError);
  expect(new Set(proxy.connects)).toEqual(
    new Set(['ssm.eu-west-1.amazonaws.com:443', 'sts.eu-west-1.amazonaws.com:443']),
  );
  expect(override.bodies).toHaveLength(1);
});

it('in the sandbox nothing changes', async () => {
  const sandbox = await serve(SESSION);
  const other = await serve(SESSION);
  const factory = createAwsFactory({ env: {}, endpointUrl: sandbox.url });
  const sts = await factory.withEndpoints({ sts: other.url }).sts(options);
  await sts.getSessionToken(900);
  expect(other.bodies).toEqual([]);
  expect(sandbox.bodies).toHaveLength(1);
});

it('an https override on this machine is asked past the proxy', async () => {
  const proxy = await serve('');
  const factory = createAwsFactory({ env: { HTTPS_PROXY: proxy.url } });
  const sts = await factory.withEndpoints({ sts: 'https://127.0.0.1:1' }).sts(options);
  await expect(sts.getCallerIdentity()).rejects.toMatchObject({ code: 'NetworkError' });
  expect(proxy.connects).toEqual([]);
});
