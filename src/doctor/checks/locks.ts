/** Locks that stay held: whoever holds one keeps the next session from being logged. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { isBusy, openDatabase } from '../../files/sqlite.ts';
import { shellWord } from '../../gate/quote.ts';
import { ok, skipped, together, warning } from '../finding.ts';
import { isOwn, lookAt, namesIn, whyNotWritable } from '../look.ts';
import type { Check } from '../types.ts';
import { whyStateFails } from './state.ts';

export const locks: Check = {
  id: 'locks',
  title: 'Locks',
  about: 'locks that another Sentinel holds',
  async run(ctx, { signal }) {
    if (whyStateFails(ctx)) return skipped('See the state folder.');
    const all = lockFiles(ctx);
    let held = all.filter(isHeld);
    // A line of the log takes a millisecond; what is held at each of three looks is not that.
    for (let looks = 1; looks < LOOKS && held.length > 0; looks++) {
      await sleep(PAUSE, undefined, { signal });
      held = held.filter(isHeld);
    }
    if (held.length === 0) return ok(`None is held (${all.length} looked at).`);
    const found = held.map((path) =>
      warning(
        `${path} is held by another process: it is at work, or it hangs.`,
        `fuser -v ${shellWord(path)}`,
      ),
    );
    return together(found, '');
  },
};

const LOOKS = 3;
/** Milliseconds. */
const PAUSE = 250;

/** Files that are made once and stay. (Those of single flights come and go: to open one might make it.) */
function lockFiles({ paths }: Pick<Context, 'paths'>): string[] {
  const { state } = paths;
  const inState = namesIn(state)
    .filter((name) => name.endsWith('.lock'))
    .map((name) => `${state}/${name}`);
  const further = namesIn(`${state}/locks`).map((name) => `${state}/locks/${name}`);
  return [...inState, ...further].filter((path) => {
    const found = lookAt(path);
    return found?.kind === 'file' && isOwn(found) && whyNotWritable(path) === null;
  });
}

/** By taking it for a moment, which is all that tells. Nothing is written: the file stays as it is. */
function isHeld(path: string): boolean {
  if (lookAt(path)?.kind !== 'file') return false;
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(path);
    database.exec(
      'pragma busy_timeout = 0; pragma journal_mode = memory; begin immediate; rollback',
    );
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database?.close();
  }
}
