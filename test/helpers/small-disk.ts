import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** A real file system of `size` (as in `64k`) that is full when it is full; skips where none can be mounted. */
export function smallDisk(context: TestContext, size: string): string {
  const folder = join(tempDir(), 'small');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder], { stdio: 'pipe' });
  } catch {
    context.skip('needs root and tmpfs');
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  chmodSync(folder, 0o700);
  return folder;
}
