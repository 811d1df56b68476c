import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../.config/build.ts';
import { type Figure, median } from './measure.ts';
import { runUntil } from './pty-run.ts';
import { PROGRAM, ROOT, type World } from './world.ts';

const ROUNDS = 15;

/** The console's first frame against an Ink "hello" built the same way, and the verdicts after it. */
export async function firstFrame(world: World): Promise<Figure[]> {
  const out = join(world.folder, 'hello');
  await build(bundleOptions({ main: join(ROOT, 'test/bench/hello/main.ts') }, out));
  const hello = [process.execPath, join(out, 'main.js')];
  const env = { ...world.env, HELLO_CACHE: join(world.folder, 'hello-cache') };
  const times = { hello: [] as number[], frame: [] as number[], verdicts: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const first = await runUntil(hello, ['hello from ink'], env);
    const console = await runUntil([...PROGRAM, '--sandbox'], ['SENTINEL', '✓ allow'], env);
    if (round === 0) continue;
    times.hello.push(first.at['hello from ink'] ?? Number.NaN);
    times.frame.push(console.at['SENTINEL'] ?? Number.NaN);
    times.verdicts.push((console.at['✓ allow'] ?? Number.NaN) - (console.at['SENTINEL'] ?? 0));
  }
  const base = median(times.hello);
  return [
    { what: 'Ink hello, first frame', value: base, unit: 'ms', budget: null },
    { what: 'console, first frame', value: median(times.frame), unit: 'ms', budget: null },
    { what: 'console / hello', value: median(times.frame) / base, unit: 'x', budget: 1.3 },
    {
      what: 'verdicts after the first frame',
      value: median(times.verdicts),
      unit: 'ms',
      budget: 100,
    },
  ];
}
