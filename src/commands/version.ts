import { jsonText } from '../terminal/json-text.ts';
import type { CommandSpec } from './types.ts';

export const command: CommandSpec = {
  name: 'version',
  summary: 'which Sentinel this is, on which Node and platform',
  flags: { json: { type: 'boolean', summary: 'print it as JSON' } },
  examples: ['sentinel version', 'sentinel version --json'],
  exitCodes: [0, 1, 2],
  async run(ctx, args) {
    const { about } = await import('../about.ts');
    const { version, build, node, platform } = await about(ctx);
    ctx.stdio.stdout.write(
      args.flags['json']
        ? `${jsonText({ version, build, node, platform }, 2)}\n`
        : `sentinel ${version} (build ${build})\nnode ${node}, ${platform}\n`,
    );
    return 0;
  },
};
