/** A 1Password Connect server must show a certificate that is believed, whatever the environment says. */
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { request } from '../../src/keys/one-password/http.ts';
import { makeAuthority, opensslMissing } from '../helpers/mitm.ts';

it.skipIf(opensslMissing)(opensslMissing || 'the token goes to nobody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-connect-'));
  const heard: (string | undefined)[] = [];
  const server = https.createServer(makeAuthority(folder, 'nobody'), (asked, answer) => {
    heard.push(asked.headers.authorization);
    answer.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const own = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  onTestFinished(() => {
    if (own === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = own;
    server.close();
    rmSync(folder, { recursive: true });
  });
  const base = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const answer = await request(base, { method: 'GET', path: '/v1/vaults', token: 'x' });
  expect(answer).toMatchObject({ trouble: expect.stringMatching(/VERIFY|SELF_SIGNED/) });
  expect(heard).toEqual([]);
});
