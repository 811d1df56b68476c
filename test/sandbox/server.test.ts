import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { HomeInUse } from '../../src/sandbox/store.ts';
import { hands } from './open.ts';

const WHO = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'sentinel-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

function options(home: string) {
  return {
    home,
    clock: { now: () => Date.now() },
    random: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
  };
}

test("everything is there again after a stop: keys, parameters, events, clock, port, people's files", async () => {
  const home = newHome();
  const first = await startSandbox(options(home));
  const before = hands(first);
  const keys = await before.assume(before.keysOf('alice'));
  first.control.putParameter('/sentinel/policies/default', 'changed');
  first.control.setClockOffset(60_000);
  writeFileSync(`${home}/people/alice/config`, '# mine\n');
  await first.stop();

  const second = await startSandbox(options(home));
  onTestFinished(() => second.stop());
  const after = hands(second);
  expect(second.url).toBe(first.url);
  expect(second.token).not.toBe(first.token);
  expect((await after.query(keys, 'sts', WHO)).status).toBe(200);
  const read = await after.json(after.keysOf('alice'), 'ssm', 'AmazonSSM.GetParameter', {
    Name: '/sentinel/policies/default',
  });
  expect(JSON.parse(read.text).Parameter).toMatchObject({ Value: 'changed', Version: 2 });
  expect(second.control.cloud.now() - Date.now()).toBeGreaterThan(50_000);
  expect(readFileSync(`${home}/people/alice/config`, 'utf8')).toBe('# mine\n');
  const trail = after.store.db
    .prepare("select count(*) as n from events where event_name = 'AssumeRole'")
    .get();
  expect(Number(trail?.['n'])).toBeGreaterThan(0);
});

test('a home has one AWS: a second server is refused', async () => {
  const home = newHome();
  const first = await startSandbox(options(home));
  onTestFinished(() => first.stop());
  await expect(startSandbox(options(home))).rejects.toThrow(HomeInUse);
  const { query, keysOf } = hands(first);
  expect((await query(keysOf('alice'), 'sts', WHO)).status).toBe(200);
});

test('a port that is taken is no obstacle', async () => {
  const one = await startSandbox(options(newHome()));
  onTestFinished(() => one.stop());
  const taken = Number(new URL(one.url).port);
  const two = await startSandbox({ ...options(newHome()), port: taken });
  onTestFinished(() => two.stop());
  expect(two.url).not.toBe(one.url);
});

test('an idle server ends by itself; one that is held does not', async () => {
  const held = await startSandbox({ ...options(newHome()), idle: 60 });
  const { lease } = await import('../../src/sandbox/lifecycle/talk.ts');
  const release = lease({ url: held.url, token: held.token, pid: process.pid });
  await expect.poll(() => held.control.leases()).toBe(1);
  const idle = await startSandbox({ ...options(newHome()), idle: 60 });
  await idle.stopped;
  let ended = false;
  void held.stopped.then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ended).toBe(false);
  release();
  await held.stopped;
});

test('what lies in the home is for its owner alone', async () => {
  const home = newHome();
  const sandbox = await startSandbox(options(home));
  onTestFinished(() => sandbox.stop());
  for (const [path, mode] of [
    ['aws', 0o700],
    ['aws/cloud.db', 0o600],
    ['people/alice', 0o700],
    ['people/alice/credentials', 0o600],
    ['config.yaml', 0o600],
  ] as const) {
    expect([path, statSync(join(home, path)).mode & 0o777]).toEqual([path, mode]);
  }
});

test('two homes share nothing', async () => {
  const one = await startSandbox(options(newHome()));
  onTestFinished(() => one.stop());
  const two = await startSandbox(options(newHome()));
  onTestFinished(() => two.stop());
  const foreign = await hands(two).query(hands(one).keysOf('alice'), 'sts', WHO);
  expect(foreign.text).toContain('InvalidClientTokenId');
  expect(hands(one).keysOf('alice').secretAccessKey).not.toBe(
    hands(two).keysOf('alice').secretAccessKey,
  );
});

test('events older than CloudTrail shows, and sessions long over, are let go at the next start', async () => {
  const home = newHome();
  const first = await startSandbox(options(home));
  const { assume, keysOf } = hands(first);
  const { accessKeyId } = await assume(keysOf('alice'));
  first.control.setClockOffset(8 * 86_400_000);
  await first.stop();
  const second = await startSandbox(options(home));
  const events = (store: typeof second.control.cloud.store) =>
    Number(store.db.prepare('select count(*) as n from events').get()?.['n']);
  expect(second.control.cloud.store.session(accessKeyId)).toBeNull();
  expect(events(second.control.cloud.store)).toBeGreaterThan(0);
  second.control.setClockOffset(91 * 86_400_000);
  await second.stop();
  const third = await startSandbox(options(home));
  onTestFinished(() => third.stop());
  expect(events(third.control.cloud.store)).toBe(0);
});
