/**
 * `credentials` and what else is asked often once more, as a program of its own (src/cli/often.ts): one
 * CommonJS file whose modules run when they are first needed. It is started for every process that asks for
 * credentials, and the split modules of the rest cost it three times as much: half a millisecond a file, all of `fs` and
 * `http` for whoever imports one function of them, and whatever chunks share with the SDK's clients.
 * A process runs the one program or the other, so no class of ours is ever there twice.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/** Packages that no answer from the cache needs: they lie in a second file. (Imported by name, never by default.) */
const COLD = ['@aws-sdk/', '@smithy/node-http-handler', 'yaml'];

const ENTRY = 'src/cli/often.ts';

/** A file of the folder of chunks. */
export interface BuiltFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

export interface Often {
  readonly files: readonly BuiltFile[];
  readonly metafiles: readonly Metafile[];
  /** Makes the other program start this one; fails the build where it does not. */
  readonly plugin: Plugin;
}

/** @param shared the options of the other program. */
export async function often(shared: BuildOptions): Promise<Often> {
  const root = shared.absWorkingDir as string;
  const options: BuildOptions & { metafile: true; write: false } = {
    ...shared,
    splitting: false,
    format: 'cjs',
    minifyWhitespace: true,
    metafile: true,
    write: false,
    plugins: [],
    banner: {},
    define: { ...shared.define, 'import.meta.url': '__filename' },
  };
  const names = await packagesOf(options);
  const cold = names.filter((name) => COLD.some((one) => name.startsWith(one)));
  const idle = COLD.filter((one) => !cold.some((name) => name.startsWith(one)));
  if (idle.length > 0) throw new Error(`${ENTRY} does not need ${idle} any more`);
  const getters = cold.map((name) => `get '${name}'() { return require('${name}'); },`);
  const packages = await build({
    ...options,
    entryPoints: [],
    stdin: {
      contents: `module.exports = {${getters.join('\n')}};`,
      resolveDir: root,
    },
  });
  const packagesFile = fileOf('packages', packages.outputFiles[0]?.contents);
  const program = await build({
    ...options,
    entryPoints: [ENTRY],
    alias: { ...shared.alias, 'node:fs/promises': join(root, '.config/lazy-fs-promises.ts') },
    plugins: [fromSecondFile(cold, packagesFile.name), alone(options)],
  });
  const programFile = fileOf('often', program.outputFiles[0]?.contents);
  const files = [packagesFile, programFile];
  return {
    files,
    metafiles: [packages.metafile, program.metafile],
    plugin: named(programFile.name),
  };
}

/** The packages that the program imports, by the names it gives them. */
async function packagesOf(
  options: BuildOptions & { metafile: true; write: false },
): Promise<string[]> {
  const { metafile } = await build({ ...options, entryPoints: [ENTRY], packages: 'external' });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const names = imports.filter(({ external }) => external).map(({ path }) => path);
  const outside = options.external ?? [];
  return [...new Set(names)]
    .filter((name) => !/^node:/.test(name) && !outside.includes(name))
    .sort();
}

/**
 * Bundles src/aws/sdk-*.ts by themselves first: of a module that runs when it is first needed esbuild keeps
 * all that it may ever export, and these name single parts of the SDK.
 */
function alone(options: BuildOptions): Plugin {
  return {
    name: 'alone',
    setup(plugin) {
      plugin.onLoad({ filter: /\/src\/aws\/sdk-[a-z]+\.ts$/ }, async ({ path }) => {
        const plugins = path.endsWith('sdk-signer.ts') ? [shedUuids] : [];
        const { alias } = plugin.initialOptions;
        const { outputFiles } = await build({
          ...options,
          ...(alias && { alias }),
          entryPoints: [path],
          format: 'esm',
          // Imported by something that is shed; but with it esbuild would shed nothing.
          external: ['node:*', '@smithy/core/event-streams'],
          plugins,
          write: false,
        });
        return { contents: outputFiles[0]?.text ?? '', resolveDir: dirname(path) };
      });
    },
  };
}

/**
 * The SDK makes a function for UUIDs whoever loads it, and looks at the global `crypto` for it: that loads
 * all of Web Crypto, 2 ms. Told that making it does nothing else, esbuild drops it where nobody calls it.
 */
const shedUuids: Plugin = {
  name: 'shed-uuids',
  setup(plugin) {
    let used = false;
    plugin.onLoad({ filter: /\/submodules\/serde\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replace('= bindV4(', '= /* @__PURE__ */ bindV4(')
        .replace('extends bindUint8', 'extends /* @__PURE__ */ bindUint8');
      used = contents !== text;
      return { contents };
    });
    plugin.onEnd(() => (used ? {} : { errors: [{ text: 'shed-uuids: there is none to shed' }] }));
  },
};

function fromSecondFile(names: readonly string[], file: string): Plugin {
  return {
    name: 'from-second-file',
    setup(plugin) {
      plugin.onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
        names.includes(path) ? { path, namespace: 'second-file' } : undefined,
      );
      plugin.onResolve({ filter: /^\.\/packages-/ }, ({ path }) => ({ path, external: true }));
      plugin.onLoad({ filter: /.*/, namespace: 'second-file' }, ({ path }) => ({
        contents: `module.exports = require('./${file}')[${JSON.stringify(path)}];`,
      }));
    },
  };
}

/** What the other program imports. Not the CommonJS file itself: Node would search all of it for the names that it exports. */
export function doorTo(file: string): BuiltFile {
  return {
    name: file.replace('.cjs', '.js'),
    contents: Buffer.from(
      `import { createRequire } from 'node:module';\nexport const { main } = createRequire(import.meta.url)('./${file}');\n`,
    ),
  };
}

/** Names the file in the other program's entry, which runs it (src/code-cache.ts). */
function named(file: string): Plugin {
  return {
    name: 'often',
    setup(plugin) {
      plugin.onLoad({ filter: /\/src\/sentinel\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text.replace('./chunks/often.cjs', `./chunks/${file}`);
        if (contents === text) throw new Error(`${path} does not run often.cjs any more`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Makes the other program import `file` for `entry`; fails the build where nothing asks for it any more. */
export function instead(entry: string, file: string): Plugin {
  const name = basename(entry, '.ts');
  return {
    name,
    setup(plugin) {
      let used = false;
      plugin.onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, () => {
        used = true;
        return { path: `./chunks/${file}`, external: true };
      });
      plugin.onEnd(() => (used ? {} : { errors: [{ text: `nothing imports ${entry} any more` }] }));
    },
  };
}

/** Named by its contents: what reads a policy is known by its name (src/config/bundle-name.ts). */
export function fileOf(name: string, contents: Uint8Array | undefined): BuiltFile {
  if (!contents) throw new Error(`${name}: nothing was built`);
  if (contents.some((byte) => byte > 0x7f)) throw new Error(`${name}: is to be ASCII`);
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase();
  return { name: `${name}-${hash}.cjs`, contents };
}
