/** The built `credentials` under faults, as an SDK runs it: stdout is empty, stderr is one line, the code is right. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogLine } from '../../src/audit/types.ts';
import { openPlace, type Place, type Ran } from './gate-place.ts';

const CALLS = ['sts:GetCallerIdentity', 'ssm:GetParameter', 'sts:AssumeRole'] as const;
const places = new Map<string, Place>();
beforeAll(() => {
  for (const call of CALLS) {
    const place = openPlace();
    places.set(call, place);
    place.run(['whoami']);
  }
});
afterAll(() => {
  for (const place of places.values()) place.close();
});

/** Not waited for synchronously: the other rows go on meanwhile. */
async function run(place: Place, words: readonly string[]): Promise<Ran> {
  const child = place.start(words);
  const ran = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (ran.out += chunk));
  child.stderr?.on('data', (chunk) => (ran.err += chunk));
  const [code] = await once(child, 'close');
  return { code: code as number | null, ...ran };
}

function lastLine(place: Place): LogLine {
  const text = readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8');
  return JSON.parse(text.trimEnd().split('\n').at(-1) as string);
}

/** Exit code, and what the line on stderr must say. */
const KINDS: readonly (readonly [kind: string, code: number, says: (service: string) => RegExp])[] =
  [
    ['timeout', 7, (service) => new RegExp(`AWS ${service}( in [\\w-]+)? does not answer`)],
    ['reset', 7, (service) => new RegExp(`AWS ${service}( in [\\w-]+)? does not answer`)],
    ['half', 7, (service) => new RegExp(`AWS ${service}( in [\\w-]+)? does not answer`)],
    ['throttle', 7, (service) => new RegExp(`AWS ${service} is at fault or busy`)],
    ['server_error', 7, (service) => new RegExp(`AWS ${service} is at fault or busy`)],
    ['expired_token', 6, (service) => new RegExp(`have ended, says AWS ${service}`)],
  ];

describe.concurrent('credentials', () => {
  test.each(CALLS)('%s', { timeout: 60_000 }, async (call) => {
    const place = places.get(call) as Place;
    const [service = ''] = call.split(':');
    const words = ['credentials', '--profile', 'dev', '--no-cache'];
    for (const [kind, code, says] of KINDS) {
      expect((await run(place, ['sandbox', 'fault', kind, call])).code).toBe(0);
      const ended = await Promise.race([
        run(place, words),
        new Promise<Ran>((late) =>
          setTimeout(() => late({ code: null, out: '', err: 'late' }), 10_000),
        ),
      ]);
      expect([kind, ended.code, ended.out]).toEqual([kind, code, '']);
      expect(ended.err).toMatch(says(service));
      expect(ended.err.match(/\n/g)).toHaveLength(1);
      if (call === 'sts:AssumeRole') expect(lastLine(place).event).toBe('failed');
      expect((await run(place, ['sandbox', 'fault', 'clear'])).code).toBe(0);
    }
    const { code, out } = await run(place, words);
    expect([code, JSON.parse(out).Version]).toEqual([0, 1]);
  });
});
