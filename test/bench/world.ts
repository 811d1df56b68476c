/** A sandbox of the benchmark's own, with as many profiles and rules as asked for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = new URL('../../', import.meta.url).pathname;
export const PROGRAM = [process.execPath, join(ROOT, 'dist/sentinel.js')] as const;

export interface World {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs the built program in the sandbox and gives its stdout. */
  sentinel(...args: string[]): string;
  close(): void;
}

/** Starts it; `close` stops the server and removes the files. */
export function openWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    SENTINEL_SANDBOX_HOME: join(folder, 'sandbox'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  const sentinel = (...args: string[]) =>
    execFileSync(PROGRAM[0], [PROGRAM[1], ...args], { env, encoding: 'utf8', stdio: 'pipe' });
  mkdirSync(join(folder, 'config'), { recursive: true });
  sentinel('--sandbox', 'whoami');
  return {
    folder,
    env,
    sentinel,
    close() {
      sentinel('sandbox', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the world's sandbox answers, and what opens its control door. */
export function addressOf(world: World): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(join(world.folder, 'sandbox/run/server.json'), 'utf8'));
}

/** Makes every answer of the sandbox's AWS come so many milliseconds later; 0: at once. */
export async function setLatency(world: World, milliseconds: number): Promise<void> {
  const { url, token } = addressOf(world);
  const tell = async (verb: string, body: object) => {
    const answer = await fetch(`${url}/_sandbox/${verb}`, {
      method: 'POST',
      headers: { 'x-sandbox-token': token },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
  };
  await tell('clear-faults', {});
  if (milliseconds > 0) await tell('fault', { kind: 'latency', milliseconds });
}

/** An access policy of so many rules whose last one allows `dev-*`, as a file; gives its path. */
export function writePolicy(world: World, rules: number): string {
  const lines = Array.from({ length: rules - 1 }, (_, index) =>
    [
      `  - name: rule-${index}`,
      '    effect: deny',
      `    conditions: {profiles: ["team-${index}-*", "app-${index}", "*-legacy-${index}"]}`,
    ].join('\n'),
  );
  const path = join(world.folder, `policy-${rules}.yaml`);
  writeFileSync(
    path,
    `version: "1"\ntimezone: UTC\nledger: local\nrules:\n${lines.join('\n')}\n  - {name: last, effect: allow, conditions: {profiles: ["*"]}}\n`,
  );
  return path;
}

/** Adds so many profiles to the AWS config of the sandbox's alice. */
export function addProfiles(world: World, count: number): void {
  const sections = Array.from(
    { length: count },
    (_, index) =>
      `[profile bench-${String(index).padStart(5, '0')}]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/Developer\nregion = eu-central-1\n`,
  );
  const path = join(world.folder, 'sandbox/people/alice/config');
  writeFileSync(path, sections.join('\n'), { flag: 'a' });
}
