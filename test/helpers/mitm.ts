/** Proxies that end TLS themselves with certificates of their own, as those of companies do. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { programMissing } from './programs.ts';

export const opensslMissing = programMissing('openssl', ['version']);

/** Certificates for AWS's addresses in us-east-1 by an authority that nobody knows. */
export interface Authority {
  /** The authority's own certificate, for AWS_CA_BUNDLE. */
  readonly ca: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Makes them with openssl in a folder; they hold for a day. */
export function makeAuthority(folder: string, name: string): Authority {
  const at = (end: string) => join(folder, `${name}.${end}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  openssl('req', ...curve, '-subj', '/CN=aws', '-keyout', at('key'), '-out', at('csr'));
  const names = ['*.us-east-1.amazonaws.com', '*.sso.us-east-1.amazonaws.com'];
  writeFileSync(at('ext'), `subjectAltName=${names.map((one) => `DNS:${one}`).join(',')}\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    at('csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '1',
    '-extfile',
    at('ext'),
    '-out',
    at('pem'),
  );
  return { ca: at('ca.pem'), key: readFileSync(at('key')), cert: readFileSync(at('pem')) };
}

export interface Mitm {
  /** For HTTPS_PROXY. */
  readonly url: string;
  /** The hosts of all requests that came through in clear text. */
  readonly heard: string[];
  close(): void;
}

/** A proxy whose TLS is its own, and whose AWS is at `target` (http). */
export async function startMitm({ key, cert }: Authority, target: string): Promise<Mitm> {
  const heard: string[] = [];
  const aws = https.createServer({ key, cert }, (request, response) => {
    heard.push(request.headers.host ?? '');
    const { method = 'POST', headers } = request;
    const on = http.request(new URL(request.url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    on.on('error', () => response.destroy());
    request.pipe(on);
  });
  const proxy = http.createServer();
  proxy.on('connect', (_, socket) => {
    const { port } = aws.address() as AddressInfo;
    const inner = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(inner).pipe(socket);
    });
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
  });
  await Promise.all([listen(aws), listen(proxy)]);
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    close() {
      aws.closeAllConnections();
      aws.close();
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

function listen(server: net.Server): Promise<void> {
  return new Promise((done) => server.listen(0, '127.0.0.1', done));
}
