import { expect, it } from 'vitest';
import { gather } from '../../../src/console/adapters/gather.ts';
import type { PreviewUpdate } from '../../../src/console/ports.ts';
import { settled } from '../helpers/play.ts';
import { FACTS, profile } from '../helpers/world.ts';

const asked = profile('prod', { verdict: null });

it('tells facts and rows together once every row is known', async () => {
  const told: PreviewUpdate[] = [];
  const gathering = gather((update) => told.push(update));
  gathering.rows([profile('dev', { verdict: null }), asked]);
  gathering.facts(FACTS);
  await settled();
  expect(told).toEqual([]);
  gathering.rows([profile('dev'), profile('prod')]);
  await settled();
  expect(told.map(({ type }) => type)).toEqual(['facts', 'rows']);
  gathering.flush();
  expect(told).toHaveLength(2);
});

it('shows rows without verdicts when these take long, then what comes, and the last one at once', async () => {
  const told: PreviewUpdate[] = [];
  const gathering = gather((update) => told.push(update));
  gathering.rows([profile('dev', { verdict: null }), asked]);
  await expect.poll(() => told.length).toBe(1);
  gathering.rows([profile('dev')]);
  gathering.progress({ done: 1, of: 2 });
  await expect.poll(() => told.length).toBe(3);
  expect(told[1]).toMatchObject({ rows: [{ name: 'dev' }, { name: 'prod', verdict: null }] });
  expect(told[2]).toEqual({ type: 'progress', progress: { done: 1, of: 2 } });
  gathering.rows([profile('prod')]);
  await settled();
  expect(told).toHaveLength(4);
});

it('costs few frames where hundreds of groups come in one after the other', async () => {
  const told: PreviewUpdate[] = [];
  const gathering = gather((update) => told.push(update));
  const names = Array.from({ length: 500 }, (_, at) => `p${at}`);
  gathering.rows(names.map((name) => profile(name, { verdict: null })));
  for (const [at, name] of names.entries()) {
    gathering.rows([profile(name)]);
    gathering.progress({ done: at + 1, of: names.length });
  }
  await settled();
  expect(told.map(({ type }) => type)).toEqual(['rows', 'progress']);
});

it('tells what is waiting when there is nothing more to come', () => {
  const told: PreviewUpdate[] = [];
  const gathering = gather((update) => told.push(update));
  gathering.rows([asked]);
  gathering.flush();
  expect(told).toHaveLength(1);
});
