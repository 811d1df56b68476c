/**
 * `npm run bench`: the budgets that Sentinel keeps, measured on this machine. Figures are medians of
 * interleaved runs; what is a ratio is taken within this one run. Prints a table, writes bench.json,
 * ends with 1 where a budget is broken. `npm run bench -- cold verdicts` runs only those parts.
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { coldStarts } from './cold.ts';
import { cachedCredentials } from './credentials.ts';
import { firstFrame } from './first-frame.ts';
import { idle } from './idle.ts';
import { keyToFrame } from './keys.ts';
import { roundTrips } from './latency.ts';
import { manyProfiles } from './many.ts';
import { type Figure, table } from './measure.ts';
import { quickAnswers } from './quick.ts';
import { allVerdicts } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

const PARTS: Readonly<Record<string, (world: World) => Figure[] | Promise<Figure[]>>> = {
  'first-frame': firstFrame,
  cold: coldStarts,
  quick: quickAnswers,
  credentials: cachedCredentials,
  latency: roundTrips,
  verdicts: allVerdicts,
  idle,
  many: manyProfiles,
  keys: keyToFrame,
};

const wanted = process.argv.slice(2);
const world = openWorld();
const figures: Figure[] = [];
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length === 0 || wanted.includes(name)) figures.push(...(await part(world)));
  }
} finally {
  world.close();
}
process.stdout.write(`${table(figures)}\n`);
const machine = `${platform()} ${arch()}, ${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}`;
const report = { machine, at: new Date().toISOString(), figures };
writeFileSync('bench.json', `${JSON.stringify(report, null, 2)}\n`);
const over = figures.filter(({ value, budget }) => budget !== null && !(value <= budget));
process.exitCode = over.length > 0 ? 1 : 0;
