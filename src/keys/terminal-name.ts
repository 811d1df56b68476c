import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { findProgram } from './find-program.ts';

/**
 * The terminal that this process belongs to, by name (`/dev/pts/3`); null: it has none. gpg's agent, in
 * another session, cannot find it by itself, and `/dev/tty` would be its own.
 */
export function terminalName(ctx: Pick<Context, 'env' | 'platform' | 'pid'>): string | null {
  if (ctx.platform === 'win32') return null;
  return ctx.platform === 'linux' ? fromProc(ctx.pid) : fromPs(ctx);
}

/** proc(5): the seventh field of stat is the device, its major number in bits 8 to 19. */
function fromProc(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The second field, the program's name, may hold anything, also parentheses and spaces.
  const device = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4]);
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  // Documentation/admin-guide/devices.txt: 136 to 143 are pseudo-terminals, 4 the virtual consoles.
  if (major >= 136 && major <= 143) return `/dev/pts/${(major - 136) * 256 + minor}`;
  return major === 4 && minor > 0 && minor < 64 ? `/dev/tty${minor}` : null;
}

function fromPs(ctx: Pick<Context, 'env' | 'platform' | 'pid'>): string | null {
  const ps = findProgram(ctx, 'ps');
  if (!ps) return null;
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const words = ['-o', 'tty=', '-p', String(ctx.pid)];
  const { stdout } = spawnSync(ps, words, { encoding: 'utf8', timeout: 1000 });
  const name = stdout?.trim() ?? '';
  return /^[a-z]+[0-9a-z/]*$/i.test(name) ? `/dev/${name}` : null;
}
