/** Small tools for honest figures: interleaved runs, medians, ratios taken in the same run. */
import { spawnSync } from 'node:child_process';

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` (0-1) of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  if (value === undefined) throw new Error('no values to measure');
  return value;
}

/**
 * Wall-clock milliseconds of each command, run in turn so that what the machine does meanwhile hits
 * all of them alike. The first round warms caches and does not count.
 */
export function interleaved(
  commands: Readonly<Record<string, readonly string[]>>,
  rounds: number,
  env: NodeJS.ProcessEnv,
): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(
    Object.keys(commands).map((name) => [name, []]),
  );
  for (let round = 0; round <= rounds; round++) {
    for (const [name, [file = '', ...args]] of Object.entries(commands)) {
      const start = performance.now();
      const result = spawnSync(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const took = performance.now() - start;
      if (result.status !== 0) throw new Error(`${name}: exit ${result.status}: ${result.stderr}`);
      if (round > 0) times[name]?.push(took);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** A program to measure, with its environment. */
interface Measured {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Runs what follows it and tells its processor time, user's and system's, in seconds. */
const TIMED = ['bash', '-c', 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1', 'bash'] as const;

/**
 * Processor time (user and system, milliseconds) of each command, run in turn as by `interleaved`. The first
 * rounds warm caches and do not count.
 */
export function cpuOf(
  commands: Readonly<Record<string, Measured>>,
  rounds: number,
): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(
    Object.keys(commands).map((name) => [name, []]),
  );
  for (let round = -3; round < rounds; round++) {
    for (const [name, { command, env }] of Object.entries(commands)) {
      const [bash, ...words] = [...TIMED, ...command];
      const { status, stderr } = spawnSync(bash as string, words, { env, encoding: 'utf8' });
      const [user, system] = stderr.trim().split(' ').map(Number);
      if (status !== 0) throw new Error(`${name}: exit ${status}: ${command.join(' ')}`);
      if (round >= 0) times[name]?.push(((user ?? Number.NaN) + (system ?? 0)) * 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** One line of the result: a figure beside its budget. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'x' | '%';
  /** At most this, in the same unit; null for a figure that only informs. */
  readonly budget: number | null;
}

/** The figures as an aligned table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    `${figure.value.toFixed(figure.unit === 'ms' ? 1 : 2)} ${figure.unit}`,
    figure.budget === null ? '' : `<= ${figure.budget} ${figure.unit}`,
    figure.budget === null ? '' : figure.value <= figure.budget ? 'ok' : 'OVER',
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map(([what = '', value = '', budget = '', verdict = '']) =>
      [
        what.padEnd(widths[0] ?? 0),
        value.padStart(widths[1] ?? 0),
        budget.padEnd(widths[2] ?? 0),
        verdict,
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
