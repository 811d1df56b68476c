/** What the built program hands out again, from process to process, and what stops it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { openBreakglass } from '../../src/breakglass/open.ts';
import type { Context } from '../../src/context.ts';
import { assess } from '../../src/gate/assess.ts';
import { openLedger } from '../../src/ledger/open.ts';
import type { Ledger } from '../../src/ledger/types.ts';
import { contextPaths } from '../../src/sandbox/home.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
let policy: string;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());
beforeEach(async () => {
  place.run(['cache', 'clear']);
  policy = place.file('policy.yaml', RULES('allow'));
});

const RULES = (effect: string) =>
  `version: "1"\nledger: local\nrules:\n  - {name: one, effect: ${effect}, conditions: {}}\n`;

const credentials = (...words: string[]) => place.run(['credentials', '-p', 'dev', ...words]);
const idOf = (out: string) => JSON.parse(out).AccessKeyId as string;

async function withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(context());
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

/** Alice in this process, at the same sandbox. */
function context(): Context {
  const home = join(place.folder, 'sandbox');
  const { url } = JSON.parse(readFileSync(join(home, 'run/server.json'), 'utf8'));
  return {
    env: {},
    host: 'test',
    pid: process.pid,
    clock: { now: Date.now },
    random: (bytes: number) => process.getBuiltinModule('node:crypto').randomBytes(bytes),
    paths: contextPaths(home, 'alice'),
    stdio: process,
    aws: createAwsFactory({ env: {}, endpointUrl: url }),
    sandbox: { as: 'alice', url },
  } as unknown as Context;
}

describe('credentials', () => {
  it('are the same from process to process, and never in clear text on disk', () => {
    const [first, second] = [credentials(), credentials()];
    expect(second.out).toBe(first.out);
    const { SecretAccessKey, SessionToken } = JSON.parse(first.out);
    const files = readdirSync(place.folder, { recursive: true, withFileTypes: true })
      // The sandbox's own AWS knows its keys.
      .filter((file) => file.isFile() && !file.parentPath.endsWith('sandbox/aws'));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name), 'latin1');
      expect([file.name, bytes.includes(SecretAccessKey)]).toEqual([file.name, false]);
      expect([file.name, bytes.includes(SessionToken)]).toEqual([file.name, false]);
    }
  });

  it('are new with --no-cache, and after cache clear', () => {
    const first = credentials();
    expect(idOf(credentials('--no-cache').out)).not.toBe(idOf(first.out));
    expect(credentials().out).toBe(first.out);
    place.run(['cache', 'clear']);
    expect(idOf(credentials().out)).not.toBe(idOf(first.out));
  });

  it('are never those of a session that was revoked', async () => {
    const first = credentials();
    await withLedger(async (ledger) => {
      const rows = await ledger.listSessions({ status: 'active', profile: 'dev' });
      const row = rows.find((one) => one.accessKeyId === idOf(first.out));
      if (!row) throw new Error('no row');
      await ledger.updateSession(row, { status: 'revoked' });
    });
    expect(idOf(credentials().out)).not.toBe(idOf(first.out));
  });

  it('are none at all once policy denies', () => {
    const asked = ['--policy', `file:${policy}`];
    expect(credentials(...asked).out).toBe(credentials(...asked).out);
    place.file('policy.yaml', RULES('deny'));
    expect(credentials(...asked)).toMatchObject({ code: 3, out: '' });
    place.file('policy.yaml', RULES('require_approval'));
    expect(credentials(...asked)).toMatchObject({ code: 4, out: '' });
  });

  it('are none once the emergency is over that they were given for', async () => {
    const ctx = context();
    const form = {
      reasonCode: 'incident' as const,
      justification: 'The payment database does not answer and orders are lost.',
      ticket: 'INC-4711',
      duration: '1h',
    };
    const prod = () => place.run(['credentials', '-p', 'prod']);
    const seen = await assess(ctx, { profile: 'prod', mode: 'cli' });
    const event = await openBreakglass(ctx, seen, form);
    const first = prod();
    expect(prod().out).toBe(first.out);
    await withLedger(async (ledger) => {
      const open = await ledger.getBreakglass(event.id);
      if (!open) throw new Error('no event');
      const closed = { status: 'closed', closedBy: 'alice', closedReason: 'over' } as const;
      await ledger.updateBreakglass(open, closed);
    });
    expect(prod()).toMatchObject({ code: 4, out: '' });
  });
});

describe('exec', () => {
  const inside = (...words: string[]) =>
    place.run(['exec', '-p', 'dev', ...words, '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID']).out;

  it('shares its session only while it runs it', () => {
    const outer = place.run([
      ...['exec', '-p', 'dev', '--', 'sh', '-c'],
      'echo $AWS_ACCESS_KEY_ID; unset SENTINEL_SESSION_ID; sentinel --sandbox exec -p dev -- sh -c "echo \\$AWS_ACCESS_KEY_ID"',
    ]).out;
    const [first, second] = outer.trim().split('\n');
    expect(second).toBe(first);
    const alone = inside('--duration', '20m');
    expect(inside('--duration', '20m')).not.toBe(alone);
  });

  it('renews for --min-ttl, and refuses where nothing lasts that long', () => {
    const refused = place.run(['exec', '-p', 'dev', '--duration=20m', '--min-ttl=30m', 'true']);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/sooner than --min-ttl/);
  });
});
