/** Key files, the sealed cache and single flight among many processes, some of which are killed. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import { type Script, source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { sandboxAt } from '../keys/place.ts';

const HEAD = `
  import { openSealedCache } from ${JSON.stringify(source('cache/open.ts'))};
  import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
  import { singleFlight } from ${JSON.stringify(source('cache/single-flight.ts'))};
  import { sandboxAt } from ${JSON.stringify(new URL('../keys/place.ts', import.meta.url).href)};
  import { appendFileSync, writeSync } from 'node:fs';
  const [, root, own] = process.argv;
  const ctx = sandboxAt(root);
  const say = (text) => writeSync(1, text + '\\n');
`;
const KEYS = { keys: 'keychain' } as const;

test('fifty processes that open a cache for the first time share one key', async () => {
  const root = tempDir();
  const script = `${HEAD}
    say('ready');
    await new Promise((go) => process.stdin.once('data', go));
    const { cache, why } = await openSealedCache(ctx, { keys: 'keychain' });
    if (why) throw new Error(why.message);
    await cache.put('session', own, 'of ' + own, Date.now() + 3_600_000);
    process.exit(0);`;
  const scripts = Array.from({ length: 50 }, (_, i) => startScript(script, [root, String(i)]));
  await Promise.all(scripts.map((each) => each.said('ready')));
  for (const { child } of scripts) child.stdin?.write('go\n');
  const ends = await Promise.all(scripts.map((each) => each.ended));
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  const { cache } = await openSealedCache(sandboxAt(root), KEYS);
  const found = await Promise.all(ends.map((_, i) => cache?.get('session', String(i))));
  expect(found).toEqual(ends.map((_, i) => `of ${i}`));
}, 120_000);

/** Puts one after the other and says so after each, until it is killed. */
const WRITER = `${HEAD}
  const { cache } = await openSealedCache(ctx, { keys: 'keychain' });
  const store = await openKeyStore(ctx, 'keychain');
  say('ready');
  const until = Date.now() + 3_600_000;
  for (let n = Number(own); ; n++) {
    await cache.put('session', 'the key', n + ' ' + 'x'.repeat((n * 7919) % 60_000), until);
    await store.set('secret', n + ' ' + 'x'.repeat((n * 104729) % 3000));
    say('wrote ' + n);
  }`;

test('killed 200 times while writing: entry and secret are the old or the new one, whole', async () => {
  const lanes = [tempDir(), tempDir()];
  const rounds = await Promise.all(lanes.map((root) => killWriters(root, 100)));
  expect(rounds).toEqual([100, 100]);
}, 300_000);

async function killWriters(root: string, times: number): Promise<number> {
  /** What was found last time. */
  let entry = -1;
  let secret = -1;
  let round = 0;
  for (; round < times; round++) {
    const next = Math.max(entry, secret) + 1;
    const writer = startScript(WRITER, [root, String(next)]);
    await writer.said('ready');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
    writer.child.kill('SIGKILL');
    const { stdout, stderr } = await writer.ended;
    expect(stderr).toBe('');
    const wrote = /wrote (\d+)\s*$/.exec(stdout)?.[1];
    const orNew = (old: number) => (wrote ? [Number(wrote), Number(wrote) + 1] : [old, next]);
    const ctx = sandboxAt(root);
    const { cache } = await openSealedCache(ctx, KEYS);
    const store = await openKeyStore(ctx, KEYS.keys);
    entry = whole(await cache?.get('session', 'the key'), 7919, 60_000, orNew(entry));
    secret = whole(await store.get('secret'), 104729, 3000, orNew(secret));
  }
  return round;
}

/** The number of a text that is whole and one of those that it may be; -1: there is none yet. */
function whole(text: string | null | undefined, step: number, most: number, may: number[]): number {
  const n = text ? Number(text.split(' ')[0]) : -1;
  expect(may).toContain(n);
  if (text) expect(text).toBe(`${n} ${'x'.repeat((n * step) % most)}`);
  return n;
}

/** Flies whatever it is told to; tells when it leads, and what it was given. */
const FLYER = `${HEAD}
  import { createInterface } from 'node:readline';
  import { readFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  const { cache } = await openSealedCache(ctx, { keys: 'keychain' });
  say('ready');
  createInterface({ input: process.stdin }).on('line', async (key) => {
    try {
      const answer = await singleFlight(ctx, key, {
        ready: () => cache.get('session', key),
        async lead() {
          appendFileSync(root + '/leads', key + ' ' + process.pid + '\\n');
          await sleep(60);
          const answer = 'by ' + process.pid;
          await cache.put('session', key, answer, Date.now() + 60_000);
          return answer;
        },
        signal: AbortSignal.timeout(30_000),
      });
      say(key + ': ' + answer + '.');
    } catch (error) { say(key + ': failed ' + error + '.'); }
  });`;

test('fifty processes, the leader killed in the middle, twenty times: one after it leads, all are answered', async () => {
  const root = tempDir();
  writeFileSync(join(root, 'leads'), '');
  const leads = (key: string) =>
    readFileSync(join(root, 'leads'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${key} `))
      .map((line) => Number(line.split(' ')[1]));
  const start = () => startScript(FLYER, [root]);
  let flyers: Script[] = Array.from({ length: 50 }, start);
  await Promise.all(flyers.map((each) => each.said('ready')));
  for (let round = 0; round < 20; round++) {
    const key = `flight-${round}`;
    for (const { child } of flyers) child.stdin?.write(`${key}\n`);
    const [first] = await waitFor(() => leads(key).length > 0 && leads(key), { what: 'a leader' });
    const victim = flyers.find(({ child }) => child.pid === first);
    victim?.child.kill('SIGKILL');
    expect((await victim?.ended)?.signal).toBe('SIGKILL');
    flyers = flyers.filter((each) => each !== victim);
    const second = await waitFor(() => leads(key)[1], { what: 'the next leader' });
    await Promise.all(flyers.map((each) => each.said(`${key}: by ${second}.`)));
    expect(leads(key)).toEqual([first, second]);
    const fresh = start();
    await fresh.said('ready');
    flyers.push(fresh);
  }
  expect(readdirSync(join(root, 'run/flights'))).toEqual([]);
}, 300_000);

test('nobody killed: fifty processes, one lead', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'run'), { mode: 0o700 });
  appendFileSync(join(root, 'leads'), '');
  const flyers = Array.from({ length: 50 }, () => startScript(FLYER, [root]));
  await Promise.all(flyers.map((each) => each.said('ready')));
  for (let round = 0; round < 5; round++) {
    for (const { child } of flyers) child.stdin?.write(`calm-${round}\n`);
    await Promise.all(flyers.map((each) => each.said(`calm-${round}: by `)));
  }
  expect(readFileSync(join(root, 'leads'), 'utf8').trim().split('\n')).toHaveLength(5);
  expect(statSync(join(root, 'run')).mode & 0o777).toBe(0o700);
}, 120_000);
