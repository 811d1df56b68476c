import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { homePaths } from '../../src/sandbox/home.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { openStore, type Store } from '../../src/sandbox/store.ts';
import { REGIONS } from '../../src/sandbox/story/accounts.ts';
import { ACCESS_POLICY } from '../../src/sandbox/story/policies.ts';
import type { World } from '../../src/sandbox/world.ts';
import { hands } from './open.ts';
import { portal } from './sso/portal-hands.ts';

/** What the build before sign-in wrote, to the byte. */
const first = (name: string) =>
  readFileSync(new URL(`./story/first/${name}`, import.meta.url), 'utf8');

const POLICY = '/sentinel/policies/default';

async function start(home: string, port?: number): Promise<Sandbox> {
  const sandbox = await startSandbox({
    home,
    clock: { now: () => Date.now() },
    random: (count) => randomBytes(count),
    ...(port !== undefined && { port }),
  });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'sentinel-seed-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** A home as the first build left it: its files, its policies, its roles, and no notes. */
async function firstHome(change: (store: Store, home: string) => void = () => {}) {
  const home = newHome();
  await (await start(home)).stop();
  writeFileSync(homePaths(home).awsConfig('alice'), first('alice-config'));
  const store = openStore(homePaths(home).cloud);
  const world = store.world() as World;
  const { accounts } = world;
  for (const account of accounts) {
    account.roles = account.roles.filter(
      (role) => role.path === '/' && !/LogReader|Migrator|Billing/.test(role.name),
    );
  }
  accounts[2]?.databases.pop();
  store.saveWorld({ accounts } as World);
  store.db.exec("delete from meta where key = 'story' or key like 'seeded %'");
  store.db
    .prepare("update parameters set body = json_set(body, '$.value', ?) where name = ?")
    .run(first('policy.yaml'), POLICY);
  change(store, home);
  store.close();
  const developer = accounts[0]?.roles.find((role) => role.name === 'Developer');
  return { home, developer, key: accounts[0]?.users[0]?.accessKeys[0] };
}

const policyIn = async (sandbox: Sandbox, region: string) => {
  const { ssm, keysOf } = hands(sandbox);
  const answer = await ssm(keysOf('alice'), region).send(new GetParameterCommand({ Name: POLICY }));
  return answer.Parameter;
};

describe('a home of the build before sign-in', () => {
  test('gets what is new, and keeps what was done in it', async () => {
    const { home, developer, key } = await firstHome();
    const sandbox = await start(home);
    const { world } = sandbox.control.cloud;
    const { signIn, roleKeys } = portal(sandbox);
    await roleKeys((await signIn()).accessToken);
    expect(world.accounts[0]?.roles.find((one) => one.name === 'Developer')).toMatchObject({
      id: developer?.id,
      createdAt: developer?.createdAt,
    });
    expect(world.accounts[1]?.roles.map((one) => one.name)).toContain('LogReader');
    expect(world.accounts[2]?.databases).toHaveLength(1);
    expect(world.accounts[0]?.users[0]?.accessKeys).toEqual([key]);
    const config = readFileSync(homePaths(home).awsConfig('alice'), 'utf8');
    expect(config).toContain('[profile staging-logs]');
    expect(config).toContain(`sso_start_url = ${sandbox.url}/start?as=alice`);
    for (const region of REGIONS) {
      expect(await policyIn(sandbox, region)).toMatchObject({ Value: ACCESS_POLICY, Version: 2 });
    }
  });

  test('keeps the policy and the file that its person changed', async () => {
    const own = `${first('alice-config')}\n[profile mine]\n`;
    const { home } = await firstHome((store, place) => {
      writeFileSync(homePaths(place).awsConfig('alice'), own);
      store.db
        .prepare(
          "update parameters set body = json_set(body, '$.value', 'mine') where name = ? and region = ?",
        )
        .run(POLICY, REGIONS[0]);
    });
    const sandbox = await start(home);
    expect(readFileSync(homePaths(home).awsConfig('alice'), 'utf8')).toBe(own);
    expect(await policyIn(sandbox, REGIONS[0])).toMatchObject({ Value: 'mine', Version: 1 });
    expect(await policyIn(sandbox, REGIONS[1])).toMatchObject({ Value: ACCESS_POLICY });
  });

  test('is brought up to date once: what is changed afterwards stays', async () => {
    const { home } = await firstHome();
    const before = await start(home);
    const roles = before.control.cloud.world.accounts[0]?.roles.map((one) => one.name);
    before.control.putParameter(POLICY, 'mine');
    await before.stop();
    const after = await start(home);
    expect(await policyIn(after, REGIONS[0])).toMatchObject({ Value: 'mine', Version: 3 });
    // With the same random names: they stand in ARNs that people keep.
    expect(after.control.cloud.world.accounts[0]?.roles.map((one) => one.name)).toEqual(roles);
  });
});

test('the portal follows the port: in untouched files, and in the one line of changed ones', async () => {
  const home = newHome();
  const before = await start(home);
  const path = homePaths(home).awsConfig('bob');
  writeFileSync(path, `${readFileSync(path, 'utf8')}# mine\n`);
  await before.stop();
  const squatter = createServer();
  onTestFinished(() => void squatter.close());
  await new Promise<void>((resolve) => {
    squatter.listen(Number(new URL(before.url).port), '127.0.0.1', resolve);
  });
  expect((squatter.address() as AddressInfo).port).toBe(Number(new URL(before.url).port));
  const after = await start(home);
  expect(after.url).not.toBe(before.url);
  for (const person of ['alice', 'bob']) {
    const text = readFileSync(homePaths(home).awsConfig(person), 'utf8');
    expect(text).toContain(`sso_start_url = ${after.url}/start?as=${person}`);
    expect(text).not.toContain(before.url);
  }
  expect(readFileSync(path, 'utf8')).toMatch(/# mine\n$/);
});
