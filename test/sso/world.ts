/** A user with a sign-in to come, and an Identity Center that answers as the test says. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { tokenFile } from '../../src/sso/files.ts';
import type { SsoStart } from '../../src/sso/types.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { baseContext } from '../sandbox/base-context.ts';

export const CORP: SsoStart = {
  session: 'corp',
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
  scopes: ['sso:account:access'],
};
export const LEGACY: SsoStart = { ...CORP, session: null };

/** The machine's clock in these tests. */
export const NOW = Date.parse('2026-11-20T12:00:00Z');

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What one answers: a body of 200, or a refusal; `null` cuts the connection. */
export type Reply =
  | Record<string, unknown>
  | { refusal: string; status?: number; text?: string }
  | null;
export type Replies = Readonly<Record<string, (asked: Asked, count: number) => Reply>>;

export const REGISTERED = {
  clientId: 'client-1',
  clientSecret: 'CLIENT+SECRET/1',
  clientSecretExpiresAt: NOW / 1000 + 90 * 86_400,
};

/** @param replies by path: `/token`, `/client/register`, `/device_authorization`, `/logout`... */
export async function identityCenter(replies: Replies) {
  const asked: Asked[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://x');
    const text = Buffer.concat(chunks).toString('utf8');
    const one = {
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
    asked.push(one);
    const count = asked.filter(({ path }) => path === url.pathname).length;
    const reply = replies[url.pathname]?.(one, count);
    if (reply === null) return void request.socket.destroy();
    const found = reply ?? { refusal: 'NotFoundException', status: 404 };
    const type = 'refusal' in found ? { 'x-amzn-errortype': String(found['refusal']) } : {};
    response.writeHead('refusal' in found ? Number(found['status'] ?? 400) : 200, {
      'content-type': 'application/json',
      ...type,
    });
    response.end(JSON.stringify('refusal' in found ? { message: found['text'] ?? 'no' } : found));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, to: (path: string) => asked.filter((one) => one.path === path) };
}

/** @param url of the Identity Center; absent: a port where nobody answers. */
export function user(
  url = 'http://127.0.0.1:9',
  change: Partial<Context> = {},
): Context & { told(): string } {
  const home = tempDir();
  const base = baseContext();
  return baseContext({
    clock: { now: () => NOW },
    aws: createAwsFactory({ env: {}, endpointUrl: url }),
    paths: {
      ...base.paths,
      state: join(home, 'state'),
      awsConfig: join(home, '.aws', 'config'),
      awsCredentials: join(home, '.aws', 'credentials'),
      ssoCache: join(home, '.aws', 'sso', 'cache'),
    },
    ...change,
  });
}

/** The file as the AWS CLI would have left it. */
export function cliToken(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    startUrl: CORP.startUrl,
    region: CORP.region,
    accessToken: 'access-1',
    expiresAt: '2026-11-20T20:00:00Z',
    clientId: 'client-1',
    clientSecret: 'CLIENT+SECRET/1',
    registrationExpiresAt: '2027-02-01T00:00:00Z',
    refreshToken: 'refresh-1',
    ...change,
  };
}

export function putFile(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

export function putToken(ctx: Context, content: unknown, start = CORP): void {
  putFile(tokenFile(ctx, start), content);
}

export function tokenOnDisk(ctx: Context, start = CORP): Record<string, unknown> {
  return JSON.parse(readFileSync(tokenFile(ctx, start), 'utf8')) as Record<string, unknown>;
}
