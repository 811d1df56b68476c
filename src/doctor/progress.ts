import type { Context } from '../context.ts';
import { detectCapabilities } from '../terminal/capabilities.ts';
import { CHECKS } from './checks.ts';
import type { Checked } from './types.ts';

/** A line on a terminal that says how far it has come and what is waited for. Elsewhere nothing. */
export interface Progress {
  tell(done: Checked): void;
  /** Takes the line away. */
  end(): void;
}

export function progress(ctx: Pick<Context, 'env' | 'stdio' | 'platform'>): Progress {
  const { stderr } = ctx.stdio;
  if (!stderr.isTTY || !detectCapabilities(ctx.env, stderr, ctx.platform).smart) {
    return { tell: () => {}, end: () => {} };
  }
  const waiting = new Map(CHECKS.map(({ id, title }) => [id, title]));
  const show = () => {
    const names = [...waiting.values()].join(', ');
    const width = (stderr.columns ?? 80) - 1;
    const text = `${CHECKS.length - waiting.size} of ${CHECKS.length}; waiting for: ${names}`;
    stderr.write(`\r\x1b[K${text.slice(0, width)}`);
  };
  show();
  return {
    tell({ check }) {
      waiting.delete(check.id);
      show();
    },
    end: () => void stderr.write('\r\x1b[K'),
  };
}
