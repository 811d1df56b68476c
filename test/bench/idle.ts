import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node-pty';
import type { Figure } from './measure.ts';
import { PROGRAM, type World } from './world.ts';

const SETTLE_S = 30;
const WATCH_S = 30;

/** CPU of the console that shows five running countdowns and is left alone. Linux only. */
export async function idle(world: World): Promise<Figure[]> {
  for (let session = 0; session < 5; session++) {
    world.sentinel('--sandbox', 'credentials', '--profile', 'dev');
  }
  const child = spawn(PROGRAM[0], [PROGRAM[1], '--sandbox'], {
    cols: 120,
    rows: 40,
    env: world.env as Record<string, string>,
  });
  try {
    let output = '';
    child.onData((data) => {
      output += data;
    });
    for (let wait = 0; !output.includes('✓ allow'); wait++) {
      if (wait > 100) throw new Error(`the console did not come: ${output.slice(-500)}`);
      await sleep(100);
    }
    child.write('s');
    await sleep(SETTLE_S * 1000);
    const before = ticks(child.pid);
    output = '';
    await sleep(WATCH_S * 1000);
    const used = (ticks(child.pid) - before) / clockTicks();
    const frames = output.split('\x1b[?2026l').length - 1;
    if (frames < WATCH_S - 5) throw new Error(`the countdowns did not run: ${frames} frames`);
    return [
      {
        what: 'idle with five countdowns, of a core',
        value: (used / WATCH_S) * 100,
        unit: '%',
        budget: 1,
      },
    ];
  } finally {
    child.kill('SIGHUP');
  }
}

/** User and system time of a process, in clock ticks (proc(5), fields 14 and 15). */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function clockTicks(): number {
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}
