import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Context } from '../context.ts';

/**
 * Where on the PATH a program lies; null: nowhere. Relative entries of the PATH do not count: what lies
 * in the working folder is somebody else's.
 */
export function findProgram(ctx: Pick<Context, 'env' | 'platform'>, name: string): string | null {
  const windows = ctx.platform === 'win32';
  const path = ctx.env['PATH'] ?? (windows ? ctx.env['Path'] : undefined) ?? '';
  for (const folder of path.split(windows ? ';' : ':')) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, windows ? `${name}.exe` : name);
    if (isProgram(file)) return file;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
