import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import { ok, problem, together, warning } from '../finding.ts';
import { isOwn, lookAt, whyNotWritable } from '../look.ts';
import type { Check, Finding } from '../types.ts';

export const state: Check = {
  id: 'state',
  title: 'State folder',
  about:
    'the folder of log and ledger: whose it is, whether it can be written to, the room on its disk',
  async run(ctx) {
    const path = ctx.paths.state;
    const wrong = whyStateFails(ctx);
    if (wrong) return wrong;
    if (lookAt(path) === null) return ok(`${path} is made when it is first needed.`);
    return together([...openToOthers(ctx), ...room(path)], `${path}: yours alone.`);
  },
};

/** Why nothing can be logged there, so that no credentials are given; null: it can. */
export function whyStateFails({ paths, platform }: Context): Finding | null {
  const path = paths.state;
  const found = lookAt(path);
  const word = shellWord(path);
  if (found?.kind === 'link') {
    return problem(
      `${path} is a link, so Sentinel keeps nothing there.`,
      'Remove the link, or point XDG_STATE_HOME at the real folder',
    );
  }
  if (found && found.kind !== 'folder') {
    return problem(`${path} is not a folder.`, `mv ${word} ${shellWord(`${path}.old`)}`);
  }
  if (found && platform !== 'win32' && !isOwn(found)) {
    return problem(`${path} belongs to somebody else (uid ${found.uid}).`, `ls -ld ${word}`);
  }
  const code = whyNotWritable(path);
  if (code === null) return null;
  return problem(
    `${path} cannot be written to (${code}), so nothing can be logged and no credentials are given.`,
    code === 'EROFS'
      ? 'Point XDG_STATE_HOME at a folder that you can write to'
      : `chmod u+rwx ${word}`,
  );
}

function openToOthers({ paths, platform }: Context): Finding[] {
  const found = lookAt(paths.state);
  if (platform === 'win32' || !found || (found.mode & 0o077) === 0) return [];
  return [warning(`Others may look into ${paths.state}.`, `chmod 700 ${shellWord(paths.state)}`)];
}

/** Less than this, and the next lines of log and ledger may not fit: bytes. */
const LEAST = 1024 * 1024;
const LITTLE = 64 * LEAST;

function room(path: string): Finding[] {
  const { bavail, bsize } = process.getBuiltinModule('node:fs').statfsSync(path);
  const left = bavail * bsize;
  const fix = `df -h ${shellWord(path)}`;
  if (left < LEAST) {
    return [problem(`The disk of ${path} is full, so nothing can be logged.`, fix)];
  }
  if (left >= LITTLE) return [];
  return [warning(`The disk of ${path} has only ${Math.floor(left / LEAST)} MiB left.`, fix)];
}
