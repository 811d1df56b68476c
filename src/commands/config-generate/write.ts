import { lstatSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MadeFile } from '../../config/generate/template.ts';
import { SentinelError } from '../../errors.ts';
import { writeAtomic } from '../../files/atomic.ts';

/**
 * Writes all files, or none where one is there already.
 * @returns their paths.
 * @throws SentinelError `usage` where a file is there and not to be overwritten; `failed` for the disk's no.
 */
export async function writeAll(
  folder: string,
  files: readonly MadeFile[],
  force: boolean,
): Promise<string[]> {
  const made = files.map(({ name, text }) => ({ path: resolve(folder, name), text }));
  try {
    const there = made.filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }));
    if (there.length > 0 && !force) {
      const paths = there.map(({ path }) => path).join(', ');
      throw new SentinelError('usage', `There already: ${paths}. Nothing was written.`, [
        'Name another folder, or overwrite with --force.',
      ]);
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const { path, text } of made) await writeAtomic(path, text);
  } catch (cause) {
    if (cause instanceof SentinelError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new SentinelError(
      'failed',
      `The files cannot be written to ${folder} (${code}).`,
      [],
      cause,
    );
  }
  return made.map(({ path }) => path);
}
