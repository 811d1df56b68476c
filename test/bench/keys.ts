import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node-pty';
import { type Figure, median, quantile } from './measure.ts';
import { addProfiles, PROGRAM, type World, writePolicy } from './world.ts';

const PROFILES = 5_000;
const PRESSES = 300;

/** From a key to the frame it causes, in a pty, with thousands of profiles and hundreds of rules. */
export async function keyToFrame(world: World): Promise<Figure[]> {
  addProfiles(world, PROFILES);
  const policy = `file:${writePolicy(world, 300)}`;
  const child = spawn(PROGRAM[0], [PROGRAM[1], '--sandbox', '--policy', policy], {
    cols: 120,
    rows: 40,
    env: world.env as Record<string, string>,
  });
  try {
    let output = '';
    let told: (() => void) | null = null;
    child.onData((data) => {
      output += data;
      told?.();
    });
    const until = async (done: () => boolean) => {
      const end = performance.now() + 20_000;
      while (!done()) {
        if (performance.now() > end) throw new Error(`no frame: ${output.slice(-2_000)}`);
        await new Promise<void>((resolve) => {
          told = resolve;
          setTimeout(resolve, 500);
        });
      }
    };
    // The list is there and judged; then let it settle, so that only keys cause frames.
    await until(() => output.includes('✓ allow') && /\b50\d\d\b/.test(output));
    await sleep(3_000);
    const times: number[] = [];
    for (let press = 1; press <= PRESSES; press++) {
      output = '';
      const start = performance.now();
      child.write(press % 10 === 9 ? 'G' : press % 10 === 0 ? 'g' : 'j');
      // Ink ends a frame's synchronized update with this.
      await until(() => output.includes('\x1b[?2026l'));
      times.push(performance.now() - start);
      // Uneven, so that presses do not fall in step with the clock's second.
      await sleep(20 + ((press * 37) % 60));
    }
    return [
      {
        what: 'key to frame at 5,000 profiles, median',
        value: median(times),
        unit: 'ms',
        budget: null,
      },
      {
        what: 'key to frame at 5,000 profiles, p95',
        value: quantile(times, 0.95),
        unit: 'ms',
        budget: 16,
      },
    ];
  } finally {
    child.kill('SIGHUP');
  }
}
