/** A sandbox in this process, with the official SDK's clients and raw signed requests to speak to it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { signatureOf } from '../../src/aws/sign.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { IamRole, IamUser } from '../../src/sandbox/world.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const DEV_ROLE = 'arn:aws:iam::111122223333:role/Developer';
export const PROD_ROLE = 'arn:aws:iam::333344445555:role/ProdAdmin';
export const STAMP = 'sentinel=alice=direct=a1b2c3d4';
export const REGION = 'eu-central-1';

/** The sandbox of the running test; gone with its home when the test ends. */
export async function openSandbox(options: { now?: () => number; home?: string } = {}) {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'sentinel-sandbox-'));
  const sandbox = await startSandbox({
    home,
    clock: { now: options.now ?? (() => Date.now()) },
    random: (count) => randomBytes(count),
  });
  onTestFinished(async () => {
    await sandbox.stop();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  });
  return { sandbox, ...hands(sandbox) };
}

/** What a test does to a sandbox. */
export function hands(sandbox: Sandbox) {
  const { world, store } = sandbox.control.cloud;
  const user = (name: string): IamUser => {
    const found = world.accounts.flatMap((one) => one.users).find((one) => one.name === name);
    if (!found) throw new Error(`no user ${name}`);
    return found;
  };
  const keysOf = (name: string): Keys => {
    const key = user(name).accessKeys[0];
    return { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
  };
  const client = (keys: Keys, region = REGION) => ({
    endpoint: sandbox.url,
    region,
    credentials: keys,
    maxAttempts: 1,
  });
  const sts = (keys: Keys) => new STSClient(client(keys));
  return {
    user,
    keysOf,
    sts,
    ssm: (keys: Keys, region?: string) => new SSMClient(client(keys, region)),
    role: (arn: string): IamRole => {
      const [, account, name] = /::(\d+):role\/(.+)$/.exec(arn) ?? [];
      const found = world.accounts
        .find((one) => one.id === account)
        ?.roles.find((one) => one.name === name);
      if (!found) throw new Error(`no role ${arn}`);
      return found;
    },
    assume: async (keys: Keys, input: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> => {
      const answer = await sts(keys).send(
        new AssumeRoleCommand({
          RoleArn: DEV_ROLE,
          RoleSessionName: 'alice',
          SourceIdentity: STAMP,
          ...input,
        }),
      );
      return {
        accessKeyId: answer.Credentials?.AccessKeyId ?? '',
        secretAccessKey: answer.Credentials?.SecretAccessKey ?? '',
        sessionToken: answer.Credentials?.SessionToken ?? '',
      };
    },
    store,
    query: (keys: Keys, service: string, params: Record<string, string>) =>
      send(sandbox, keys, service, {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        body: new URLSearchParams(params).toString(),
      }),
    json: (keys: Keys, service: string, target: string, body: unknown) =>
      send(sandbox, keys, service, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        body: JSON.stringify(body),
      }),
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One signed request as it goes over the wire; `change` alters it after it was signed. */
export async function send(
  sandbox: Sandbox,
  keys: Keys,
  service: string,
  about: {
    readonly body?: string;
    readonly path?: string;
    readonly method?: string;
    readonly date?: number;
    readonly region?: string;
    readonly 'content-type'?: string;
    readonly 'x-amz-target'?: string;
    /** Further headers, signed. */
    readonly more?: Readonly<Record<string, string>>;
    /** A header to leave out of the signature. */
    readonly unsigned?: string;
    readonly change?: (headers: Record<string, string>) => { body?: string } | undefined;
  },
): Promise<RawAnswer> {
  const date = about.date ?? sandbox.control.cloud.now();
  const stamp = new Date(date).toISOString().replace(/[-:]|\.\d+/g, '');
  const method = about.method ?? 'POST';
  const region = about.region ?? REGION;
  const path = about.path ?? '/';
  const headers: Record<string, string> = {
    host: new URL(sandbox.url).host,
    'x-amz-date': stamp,
    ...(about['content-type'] && { 'content-type': about['content-type'] }),
    ...(about['x-amz-target'] && { 'x-amz-target': about['x-amz-target'] }),
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
    ...about.more,
  };
  const signedHeaders = Object.keys(headers)
    .filter((name) => name !== about.unsigned)
    .sort();
  const url = new URL(path, sandbox.url);
  const signature = await signatureOf({
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body: about.body ?? '',
    signedHeaders,
    date,
    region,
    service,
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken !== undefined && { sessionToken: keys.sessionToken }),
  });
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${stamp.slice(0, 8)}/${region}/${service}/aws4_request, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  const changed = about.change?.(headers);
  const { host: _host, ...sent } = headers;
  const body = changed?.body ?? about.body;
  const answer = await fetch(url, {
    method,
    headers: sent,
    ...(method !== 'GET' && body !== undefined && { body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** The code, text and status that an SDK call was refused with. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; status: number | undefined }> {
  try {
    await work;
  } catch (error) {
    const { name, message, $metadata } = error as {
      name: string;
      message: string;
      $metadata?: { httpStatusCode?: number };
    };
    return { code: name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('the call was not refused');
}
