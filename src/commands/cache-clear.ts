import { jsonText } from '../terminal/json-text.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'cache clear',
  summary: 'forget kept sessions and MFA sign-ins, and the key that sealed them',
  flags: { json: { type: 'boolean', summary: 'print the result as one JSON object' } },
  examples: ['sentinel --sandbox cache clear', 'sentinel --sandbox cache clear --json'],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const [{ loadConfig }, { clearCache }] = await Promise.all([
      import('../config/load.ts'),
      import('../cache/clear.ts'),
    ]);
    const { config: path } = args.flags;
    const config = await loadConfig(ctx, typeof path === 'string' ? path : undefined);
    const { entries, key } = await clearCache(ctx, config);
    const what = entries === 1 ? '1 entry' : `${entries} entries`;
    const keyText = key ? 'and the key that sealed them' : 'there was no key';
    ctx.stdio.stdout.write(
      args.flags['json']
        ? `${jsonText({ entries, key_removed: key })}\n`
        : `Cleared ${what}, ${keyText}.\n`,
    );
    return 0;
  },
};
