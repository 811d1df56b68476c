import { spawn } from 'node-pty';
import { type Figure, median } from './measure.ts';
import { addProfiles, PROGRAM, setLatency, type World } from './world.ts';

const PROFILES = 500;
/** Long against what the screen itself takes. */
const INJECTED_MS = 200;
const ROUNDS = 11;

/** From the start to the verdicts of 500 profiles of one base on a tall screen, in round trips to AWS. */
export async function manyProfiles(world: World): Promise<Figure[]> {
  addProfiles(world, PROFILES);
  const quick: number[] = [];
  const more: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await setLatency(world, 0);
    const without = await untilJudged(world);
    await setLatency(world, INJECTED_MS);
    const late = await untilJudged(world);
    if (round === 0) continue;
    quick.push(without);
    more.push(late - without);
  }
  await setLatency(world, 0);
  return [
    {
      what: `${PROFILES} profiles, all verdicts on screen`,
      value: median(quick),
      unit: 'ms',
      budget: null,
    },
    {
      what: `${PROFILES} profiles, round trips of ${INJECTED_MS} ms`,
      value: median(more) / INJECTED_MS,
      unit: 'x',
      budget: 2,
    },
  ];
}

/** Every profile has its row and verdict on the screen at once. */
function untilJudged(world: World): Promise<number> {
  const start = performance.now();
  const child = spawn(PROGRAM[0], [PROGRAM[1], '--sandbox'], {
    cols: 120,
    rows: PROFILES + 60,
    env: world.env as Record<string, string>,
  });
  return new Promise<number>((done, fail) => {
    let frame = '';
    const timer = setTimeout(() => fail(new Error(`no verdicts: ${frame.slice(-2_000)}`)), 20_000);
    child.onData((data) => {
      frame += data;
      // Ink ends a frame's synchronized update with this: what came before it is another frame's.
      const ends = frame.lastIndexOf('\x1b[?2026l');
      if (ends < 0) return;
      const judged = frame.slice(0, ends).split(/[✓✗] (?:allow|deny|approval)/).length - 1;
      if (judged >= PROFILES) {
        clearTimeout(timer);
        done(performance.now() - start);
      }
      frame = frame.slice(ends);
    });
  }).finally(() => child.kill('SIGHUP'));
}
