/** Fifty processes of the built program that want the same at once; the one that leads is killed. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/audit/types.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import type { Context } from '../../src/context.ts';
import { openPlace, type Place } from './gate-place.ts';

const MANY = 50;

let place: Place;
beforeAll(() => {
  place = openPlace();
  // As on a machine where Sentinel has run before: V8's code is kept, and nothing else.
  place.run(['credentials', '-p', 'staging']);
  place.run(['cache', 'clear']);
});
afterAll(() => place.close());

interface Ended {
  readonly pid: number;
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts so many `credentials` with a duration of their own, so that nothing kept fits them. */
function startMany(seconds: number): { pids: number[]; ended: Promise<Ended[]> } {
  const children = Array.from({ length: MANY }, () =>
    place.start(['credentials', '-p', 'dev', '--duration', `${seconds}s`]),
  );
  const ended = children.map(async (child) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, 'close');
    return { pid: child.pid ?? 0, code, out, err };
  });
  return { pids: children.map((child) => child.pid ?? 0), ended: Promise.all(ended) };
}

function lines(pids: readonly number[]): LogLine[] {
  return readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => pids.includes(line.pid));
}

/** Through the sandbox's side door: faults, and how often AWS was called for what. */
async function door(verb: string, method: 'GET' | 'POST' = 'GET', body = {}) {
  const address = readFileSync(join(place.folder, 'sandbox/run/server.json'), 'utf8');
  const { url, token } = JSON.parse(address) as { url: string; token: string };
  const answer = await fetch(`${url}/_sandbox/${verb}`, {
    method,
    headers: { 'x-sandbox-token': token },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { calls?: Readonly<Record<string, number>> };
}

/** The process whose session is being issued; null where all came to their end before one was seen. */
async function leader(pids: readonly number[], ended: Promise<unknown>): Promise<number | null> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const ledger = new DatabaseSync(join(place.folder, 'sandbox/state/ledger.db'), {
      timeout: 5000,
    });
    const rows = ledger.prepare("select pid from sessions where status = 'issuing'").all();
    ledger.close();
    const found = rows.map((row) => Number(row['pid'])).find((pid) => pids.includes(pid));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return null;
}

/** All of them got the same whole credentials, and each logged its own decision and what came of it. */
function allRight(all: readonly Ended[]): void {
  const wrong = all.filter((one) => one.code !== 0 || one.err !== '');
  expect(wrong).toEqual([]);
  expect(new Set(all.map((one) => one.out)).size).toBe(1);
  expect(Object.keys(JSON.parse(all[0]?.out ?? '')).sort()).toEqual(
    ['AccessKeyId', 'AccountId', 'Expiration', 'SecretAccessKey', 'SessionToken', 'Version'].sort(),
  );
  for (const { pid } of all) {
    const own = lines([pid]).map((line) => line.event);
    expect(own).toHaveLength(2);
    expect(own[0]).toBe('decision');
    expect(own[1]).toMatch(/^(issued|reused)$/);
  }
  const issued = lines(all.map((one) => one.pid)).filter((line) => line.event === 'issued');
  expect(issued).toHaveLength(1);
}

describe('fifty at once', () => {
  it('make one AssumeRole, and all get its answer', async () => {
    await door('clear-calls', 'POST');
    const { ended } = startMany(3000);
    allRight(await ended);
    expect((await door('calls')).calls).toMatchObject({
      'sts:AssumeRole': 1,
      'sts:GetCallerIdentity': 1,
      'ssm:GetParameter': MANY,
    });
  });

  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'get one answer though the leader is killed (%i)',
    async (round) => {
      await door('clear-calls', 'POST');
      const slow = { kind: 'latency', service: 'sts', action: 'AssumeRole', milliseconds: 300 };
      await door('fault', 'POST', slow);
      const { pids, ended } = startMany(3000 + round);
      const killed = await leader(pids, ended);
      if (killed !== null) process.kill(killed, 'SIGKILL');
      const all = await ended;
      // Without a leader to kill the fifty themselves say what was the matter.
      expect(killed, JSON.stringify(all.map(({ code, err }) => [code, err]))).not.toBeNull();
      await door('clear-faults', 'POST');
      const [dead] = all.filter((one) => one.pid === killed);
      expect(dead).toMatchObject({ code: null, out: '' });
      expect(lines([killed ?? 0]).map((line) => line.event)).toEqual(['decision']);
      allRight(all.filter((one) => one.pid !== killed));
      // The killed one's call, where it had been made, and one more.
      expect((await door('calls')).calls?.['sts:AssumeRole']).toBeLessThanOrEqual(2);
    },
  );

  it('leave a log whose chain holds', async () => {
    const paths = { state: join(place.folder, 'sandbox/state') };
    const ctx = { paths, clock: { now: Date.now } } as Context;
    expect(await verifyLog(ctx)).toMatchObject({ ok: true });
  });
});
