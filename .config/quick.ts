/**
 * What a shell asks with each prompt and each Tab (src/cli/quick.ts) as one CommonJS file of its own, for the
 * reasons that often.ts gives; the declarations of all commands are in it as a table.
 */
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { declared } from '../src/completion/declared.ts';
import { type BuiltFile, doorTo, fileOf, instead } from './often.ts';

const ENTRY = 'src/cli/quick.ts';

export interface Quick {
  readonly files: readonly BuiltFile[];
  readonly metafile: Metafile;
  /** Makes the other program start this one; fails the build where it does not. */
  readonly plugin: Plugin;
}

/** @param shared the options of the other program. */
export async function quick(shared: BuildOptions): Promise<Quick> {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: [ENTRY],
    splitting: false,
    format: 'cjs',
    minifyWhitespace: true,
    metafile: true,
    write: false,
    banner: {},
    define: { ...shared.define, 'import.meta.url': '__filename' },
    plugins: [completionTable],
  });
  const program = fileOf('quick', outputFiles[0]?.contents);
  const door = doorTo(program.name);
  return { files: [program, door], metafile, plugin: instead(ENTRY, door.name) };
}

/** Puts the table of all declarations in the place of the code that makes it. */
const completionTable: Plugin = {
  name: 'completion-table',
  setup(plugin) {
    const path = fileURLToPath(new URL('../src/completion/declared.ts', import.meta.url));
    let used = false;
    plugin.onLoad({ filter: /[\\/]declared\.ts$/ }, async (args) => {
      if (args.path !== path) return undefined;
      used = true;
      const json = JSON.stringify(JSON.stringify(await declared()));
      return { contents: `export const declared = async () => JSON.parse(${json});` };
    });
    plugin.onEnd(() =>
      used ? {} : { errors: [{ text: `completion-table: ${ENTRY} does not need it any more` }] },
    );
  },
};
