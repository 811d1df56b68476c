import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { overviewText } from '../src/cli/overview.ts';

/** Puts the text of `sentinel --help` in the place of the code that makes it. */
export const overviewMade: Plugin = {
  name: 'overview-made',
  setup(plugin) {
    const path = fileURLToPath(new URL('../src/cli/overview.ts', import.meta.url));
    let used = false;
    plugin.onLoad({ filter: /[\\/]overview\.ts$/ }, async (args) => {
      if (args.path !== path) return undefined;
      used = true;
      const text = JSON.stringify(await overviewText());
      return { contents: `export const overviewText = async () => ${text};` };
    });
    plugin.onEnd(() =>
      used
        ? {}
        : { errors: [{ text: 'overview-made: nothing imports src/cli/overview.ts any more' }] },
    );
  },
};
