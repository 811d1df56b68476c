/** The call without `node:http` trusts nobody whom Node would not. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type Server } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { plainExchange } from '../../src/aws/plain-exchange.ts';
import { opensslMissing } from '../helpers/mitm.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** A certificate for one address, signed by itself. */
function certificate(address: string): { key: Buffer; cert: Buffer } {
  const folder = tempDir();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const rest = [
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=x',
    '-addext',
    `subjectAltName=IP:${address}`,
  ];
  execFileSync('openssl', [...words, ...rest, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

describe.skipIf(opensslMissing)(opensslMissing || 'over TLS', () => {
  const open: Server[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const server of open.splice(0)) server.close();
  });

  async function serve(address: string) {
    const { key, cert } = certificate(address);
    const seen: string[] = [];
    const server = createServer({ key, cert, ALPNProtocols: ['http/1.1'] }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        seen.push(data.toString());
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });
    });
    server.on('tlsClientError', () => {});
    open.push(server);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const send = (ca?: string) =>
      plainExchange(
        url,
        {
          headers: { authorization: 'secret' },
          tls: { rejectUnauthorized: true, ...(ca && { ca }) },
        },
        '',
        undefined,
      );
    return { cert: cert.toString(), seen, send };
  }

  it('goes to the server that its certificate names', async () => {
    const { cert, seen, send } = await serve('127.0.0.1');
    expect(await send(cert)).toMatchObject({ status: 200, body: '{}' });
    expect(seen.join('')).toMatch(/^POST \/ HTTP\/1\.1\r\nauthorization: secret\r\n/);
  });

  it('sends nothing to one that nobody vouches for, whatever the environment says', async () => {
    const { seen, send } = await serve('127.0.0.1');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(send()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await sleep(50);
    expect(seen).toEqual([]);
  });

  it('sends nothing to one of another name', async () => {
    const { cert, seen, send } = await serve('127.0.0.2');
    await expect(send(cert)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await sleep(50);
    expect(seen).toEqual([]);
  });
});
