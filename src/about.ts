import type { Context } from './context.ts';

/** What a report of a bug needs to say first. */
export interface About {
  readonly version: string;
  /** Names exactly this code; `source` where it runs unbuilt. */
  readonly build: string;
  readonly node: string;
  /** As Node names them: `linux x64`. */
  readonly platform: string;
}

export async function about(ctx: Pick<Context, 'self' | 'platform'>): Promise<About> {
  const { default: own } = await import('../package.json', { with: { type: 'json' } });
  return {
    version: own.version,
    build: buildOf(ctx.self[1]),
    node: process.versions.node,
    platform: `${ctx.platform} ${process.arch}`,
  };
}

/** The built entry names its parts by their content, and they name theirs: its hash stands for all of it. */
function buildOf(started: string): string {
  const { readFileSync, realpathSync } = process.getBuiltinModule('node:fs');
  // Installed, it is started through a link that is only called `sentinel`.
  const entry = realpathSync(started);
  if (!entry.endsWith('.js')) return 'source';
  const text = readFileSync(entry);
  return process.getBuiltinModule('node:crypto').hash('sha256', text).slice(0, 12);
}
