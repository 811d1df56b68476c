import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { LogContext } from '../../src/audit/log.ts';
import type { LogEntry } from '../../src/audit/types.ts';
import { tempDir } from '../helpers/temp-dir.ts';

export const T0 = Date.UTC(2026, 10, 20, 2);

/** What the log needs of the world, in a state folder of the test's own. `said` is what went to stderr. */
export function logContext(state = join(tempDir(), 'state')): LogContext & { said(): string } {
  let text = '';
  const stderr = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  return {
    paths: {
      config: '',
      state,
      cache: '',
      runtime: '',
      awsConfig: '',
      awsCredentials: '',
      ssoCache: '',
      systemConfig: null,
    },
    clock: { now: () => T0 },
    random: (bytes) => randomBytes(bytes),
    host: 'laptop',
    pid: 42,
    stdio: { ...process, stderr },
    said: () => text,
  };
}

export function entry(changes: Partial<LogEntry> = {}): LogEntry {
  return {
    event: 'decision',
    user: 'alice',
    principal_arn: 'arn:aws:iam::111122223333:user/alice',
    profile: 'prod',
    ...changes,
  };
}
