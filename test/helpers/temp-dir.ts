import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test's own, removed when the test ends. */
export function tempDir(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
