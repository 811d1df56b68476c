import { spawnSync } from 'node:child_process';
import { type Figure, median } from './measure.ts';
import { PROGRAM, setLatency, type World } from './world.ts';

const INJECTED_MS = 50;
const ROUNDS = 15;

/** How many calls to AWS a `credentials` waits for one after the other, from what each 50 ms more cost it. */
export async function roundTrips(world: World): Promise<Figure[]> {
  const cached = ['--sandbox', 'credentials', '--profile', 'dev'];
  return [
    await figure(world, 'credentials --no-cache', [...cached, '--no-cache'], 2.3),
    await figure(world, 'credentials from the cache', cached, 1.3),
  ];
}

async function figure(
  world: World,
  what: string,
  words: readonly string[],
  budget: number,
): Promise<Figure> {
  const more: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const took: number[] = [];
    for (const latency of [0, INJECTED_MS]) {
      await setLatency(world, latency);
      const start = performance.now();
      const { status, stderr } = spawnSync(PROGRAM[0], [PROGRAM[1], ...words], { env: world.env });
      if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
      took.push(performance.now() - start);
    }
    const [without = Number.NaN, late = Number.NaN] = took;
    if (round > 0) more.push(late - without);
  }
  await setLatency(world, 0);
  return {
    what: `${what}: round trips of ${INJECTED_MS} ms`,
    value: median(more) / INJECTED_MS,
    unit: 'x',
    budget,
  };
}
