/** A user's own Context, as the sandbox is entered from it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';

/** @param change what the test's user has otherwise. */
export function baseContext(change: Partial<Context> = {}): Context & { told(): string } {
  const out = new PassThrough();
  let told = '';
  out.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const stream = out as unknown as NodeJS.WriteStream;
  return {
    env: {},
    platform: process.platform,
    host: 'host',
    pid: process.pid,
    self: [process.execPath, '/nowhere/sentinel.js'],
    paths: {
      config: '/nowhere/config.yaml',
      state: '/nowhere/state',
      cache: '/nowhere/cache',
      runtime: '/nowhere/run',
      awsConfig: '/nowhere/aws/config',
      awsCredentials: '/nowhere/aws/credentials',
      ssoCache: '/nowhere/aws/sso/cache',
      systemConfig: null,
    },
    clock: { now: () => Date.now() },
    random: (bytes) => randomBytes(bytes),
    stdio: { stdin: process.stdin, stdout: stream, stderr: stream },
    aws: createAwsFactory({ env: {} }),
    spawn: (command, args, options) => spawn(command, args, options),
    childEnv: {},
    told: () => told,
    ...change,
  };
}
