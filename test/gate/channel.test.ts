/** Proxy and certificates of the environment: what is learned through them counts nowhere else, and is said. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { assess } from '../../src/gate/assess.ts';
import { issue } from '../../src/gate/issue.ts';
import {
  type Authority,
  type Mitm,
  makeAuthority,
  opensslMissing,
  startMitm,
} from '../helpers/mitm.ts';
import { openWorld, type TestWorld } from './world.ts';

const dev = { profile: 'dev', mode: 'credential_process' } as const;

describe.skipIf(opensslMissing)(opensslMissing || 'behind a proxy that ends TLS', () => {
  let world: TestWorld;
  let folder: string;
  let one: Authority;
  let other: Authority;
  let proxies: Mitm[];
  beforeAll(async () => {
    world = await openWorld();
    const { config } = world.context().paths;
    await writeFile(config, `${await readFile(config, 'utf8')}\nkeys: file\n`);
    folder = mkdtempSync(join(tmpdir(), 'sentinel-mitm-'));
    one = makeAuthority(folder, 'one');
    other = makeAuthority(folder, 'other');
    proxies = await Promise.all([one, one, other].map((by) => startMitm(by, world.sandbox.url)));
  });
  afterAll(async () => {
    for (const proxy of proxies) proxy.close();
    await world.close();
    rmSync(folder, { recursive: true });
  });

  const proxy = (index: number) => (proxies[index] as Mitm).url;

  /** A person whose AWS is reached through these, with a key store. */
  function behind(env: Record<string, string>): Context {
    const { sandbox: _, ...ctx } = world.context({
      env: { AWS_REGION: 'us-east-1', SENTINEL_KEYS_PASSPHRASE: 'of this test', ...env },
      aws: createAwsFactory({ env }),
    });
    return ctx;
  }

  async function calls(work: () => Promise<unknown>): Promise<string[]> {
    const before = world.events().length;
    await work();
    const names = world
      .events()
      .slice(before)
      .map((event) => String(event.eventName));
    return names.sort();
  }

  it('who calls, and the session, are remembered for that very way alone', async () => {
    const first = { HTTPS_PROXY: proxy(0), AWS_CA_BUNDLE: one.ca };
    const [asked, known] = ['AssumeRole GetCallerIdentity GetParameter', 'GetParameter'];
    const by = async (env: Record<string, string>) =>
      (await calls(() => issue(behind(env), dev))).join(' ');
    expect(await by(first)).toBe(asked);
    expect(await by(first)).toBe(known);
    expect(await by({ ...first, HTTPS_PROXY: proxy(1) })).toBe(asked);
    expect(await by({ HTTPS_PROXY: proxy(2), AWS_CA_BUNDLE: other.ca })).toBe(asked);
    // As straight as a test can go: the sandbox as a loopback override, without the proxy's variables.
    expect(await by({ AWS_ENDPOINT_URL: world.sandbox.url })).toBe(asked);
    expect(await by({ ...first, AWS_ENDPOINT_URL: world.sandbox.url })).toBe(asked);
    expect(await by(first)).toBe(known);
  });

  it('both are said, logged, and told where something fails; no password is', async () => {
    const { port } = new URL(proxy(0));
    const ctx = behind({
      HTTPS_PROXY: `http://corp:hunter2@127.0.0.1:${port}`,
      AWS_CA_BUNDLE: one.ca,
    });
    const issued = await issue(ctx, dev);
    const said = `Calls to AWS go through the proxy 127.0.0.1:${port} (HTTPS_PROXY) and believe the certificates in ${one.ca} (AWS_CA_BUNDLE).`;
    expect(issued.notices).toContain(said);
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({
      proxy: `127.0.0.1:${port}`,
      ca_bundle: `${one.ca} (AWS_CA_BUNDLE)`,
    });
    expect(JSON.stringify([issued.notices, line])).not.toContain('hunter2');
    const policyRef = 'ssm:/nowhere';
    await expect(issue(ctx, { ...dev, policyRef })).rejects.toMatchObject({
      kind: 'failed',
      next: expect.arrayContaining([said]),
    });
  });

  it('certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const env = { HTTPS_PROXY: proxy(0), NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const own = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const { heard } = proxies[0] as Mitm;
    const before = heard.length;
    try {
      await expect(assess(behind(env), dev)).rejects.toMatchObject({
        kind: 'unavailable',
        next: expect.arrayContaining([expect.stringContaining('is not followed')]),
      });
    } finally {
      if (own === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = own;
    }
    expect(heard.length).toBe(before);
  });
});
