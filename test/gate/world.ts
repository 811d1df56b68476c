/** An embedded AWS with a Context on it, for tests that meet the real clients. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { contextPaths } from '../../src/sandbox/home.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { TrailEvent } from '../../src/sandbox/trail/event.ts';

export interface TestWorld {
  readonly sandbox: Sandbox;
  readonly home: string;
  /** The Context of one person, at the machine's clock. */
  context(options?: Partial<Pick<Context, 'clock' | 'env' | 'aws'>> & { as?: string }): Context;
  /** Everything a context of this world wrote to stderr, and stdout. */
  readonly written: { out: string; err: string };
  /** CloudTrail's events of every account and region, oldest first. */
  events(): TrailEvent[];
  awsConfig(change: (text: string) => string): Promise<void>;
  /** Writes an access policy of these rules into a file, and gives its reference. */
  policy(rules: string, head?: string): Promise<string>;
  /** Sets AWS's clock; the machine's stays. */
  awsTime(iso: string): void;
  close(): Promise<void>;
}

/** Starts it in a folder of its own. */
export async function openWorld(): Promise<TestWorld> {
  const home = await mkdtemp(join(tmpdir(), 'sentinel-gate-'));
  const sandbox = await startSandbox({
    home,
    clock: { now: () => Date.now() },
    random: (bytes) => randomBytes(bytes),
  });
  const written = { out: '', err: '' };
  const stdio = {
    stdin: process.stdin,
    stdout: collect((text) => {
      written.out += text;
    }),
    stderr: collect((text) => {
      written.err += text;
    }),
  };
  return {
    sandbox,
    home,
    written,
    context: (options = {}) => ({
      env: options.env ?? {},
      platform: process.platform,
      host: 'test-host',
      pid: process.pid,
      self: [process.execPath, ''],
      paths: contextPaths(home, options.as ?? 'alice'),
      clock: options.clock ?? { now: () => Date.now() },
      random: (bytes) => randomBytes(bytes),
      stdio,
      aws: options.aws ?? createAwsFactory({ env: {}, endpointUrl: sandbox.url }),
      spawn: (command, args, about) => spawn(command, args, about),
      childEnv: {},
      sandbox: { as: options.as ?? 'alice', url: sandbox.url },
    }),
    events: () => readEvents(sandbox),
    async awsConfig(change) {
      const path = contextPaths(home, 'alice').awsConfig;
      await writeFile(path, change(await readFile(path, 'utf8')));
    },
    async policy(rules, head = '') {
      const path = join(home, `policy-${randomBytes(4).toString('hex')}.yaml`);
      await writeFile(path, `version: "1"\ntimezone: UTC\n${head}rules:\n${rules}\n`);
      return `file:${path}`;
    },
    awsTime: (iso) => sandbox.control.setClockOffset(Date.parse(iso) - Date.now()),
    async close() {
      await sandbox.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function readEvents(sandbox: Sandbox): TrailEvent[] {
  const rows = sandbox.control.cloud.store.db.prepare('select body from events order by id').all();
  return rows.map((row) => JSON.parse(String(row['body'])) as TrailEvent);
}

function collect(write: (text: string) => void): NodeJS.WriteStream {
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => write(chunk.toString()));
  return stream as unknown as NodeJS.WriteStream;
}
