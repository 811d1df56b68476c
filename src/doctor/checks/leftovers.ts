import { dirname } from 'node:path';
import { cacheFolder } from '../../cache/open.ts';
import { span } from '../../console/text/times.ts';
import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import { count, together, warning } from '../finding.ts';
import { lookAt, namesIn } from '../look.ts';
import type { Check } from '../types.ts';

/** A writer that takes longer than this was killed, milliseconds. */
const ABANDONED = 60_000;

export const leftovers: Check = {
  id: 'leftovers',
  title: 'Leftover files',
  about: 'temporary files that a killed process left, and lines of the log that were set aside',
  async run(ctx) {
    const now = ctx.clock.now();
    const old = foldersOf(ctx)
      .flatMap((folder) =>
        namesIn(folder)
          .filter((name) => /\.[0-9a-f]{12}\.tmp$/.test(name))
          .map((name) => `${folder}/${name}`),
      )
      .flatMap((path) => {
        const age = now - (lookAt(path)?.modified ?? now);
        return age > ABANDONED ? [{ path, age }] : [];
      });
    const torn = namesIn(ctx.paths.state).filter((name) =>
      name.startsWith('decisions.jsonl.torn-'),
    );
    const found = old.map(({ path, age }) =>
      warning(
        `${path} was left by a process that was killed ${span(age)} ago; it may hold a secret.`,
        `rm ${shellWord(path)}`,
      ),
    );
    const aside = `${count(torn.length, 'unfinished line')} of the log set aside in ${ctx.paths.state}`;
    return together(found, torn.length > 0 ? `No temporary file; ${aside}.` : 'None.');
  },
};

function foldersOf(ctx: Context): string[] {
  const { state, cache, ssoCache, config } = ctx.paths;
  return [
    state,
    `${state}/drafts`,
    cacheFolder(ctx),
    `${cache}/policies`,
    `${cache}/configs`,
    ssoCache,
    dirname(config),
  ];
}
