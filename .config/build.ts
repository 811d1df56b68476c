/**
 * Builds dist/: the program as code-split ES modules with everything but the native keychain
 * bundled in, so that an installed Sentinel has no dependency tree to attack. `node .config/build.ts`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { instead, often } from './often.ts';
import { overviewMade } from './overview.ts';
import { quick } from './quick.ts';

const root = new URL('..', import.meta.url).pathname;
const out = join(root, 'dist');
/** The program that src/sentinel.ts starts when it starts no smaller one. */
const EVERY = 'src/cli/every-command.ts';

/**
 * Lets src/terminal/narrow-width.ts answer before `string-width`, which is loaded when it cannot: that
 * saves 50 ms of the first frame. Fails the build when nothing imports `string-width` any more.
 */
const narrowFirst: Plugin = {
  name: 'narrow-first',
  setup(plugin) {
    let used = false;
    plugin.onResolve({ filter: /^string-width$/ }, ({ pluginData, resolveDir }) => {
      used = true;
      if (pluginData === 'original') return undefined;
      return { path: 'string-width', namespace: 'narrow-first', pluginData: resolveDir };
    });
    plugin.onResolve({ filter: /^original$/, namespace: 'narrow-first' }, ({ resolveDir }) =>
      plugin.resolve('string-width', { resolveDir, kind: 'require-call', pluginData: 'original' }),
    );
    plugin.onLoad({ filter: /.*/, namespace: 'narrow-first' }, ({ pluginData }) => ({
      resolveDir: pluginData,
      contents: `
        import { narrowWidth } from ${JSON.stringify(join(root, 'src/terminal/narrow-width.ts'))};
        export default (text, options) =>
          (typeof text === 'string' && !options?.countAnsiEscapeCodes && options?.ambiguousIsNarrow !== false ? narrowWidth(text) : null) ??
          require('original').default(text, options);`,
    }));
    plugin.onEnd(() =>
      used ? {} : { errors: [{ text: 'narrow-first: nothing imports string-width any more' }] },
    );
  },
};

/** The options every Sentinel bundle shares; the benchmark builds its Ink "hello" with the same. */
export function bundleOptions(entry: Record<string, string>, outdir: string): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: entry,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // The AWS SDK's ES modules shed the commands that nobody calls: a third of its CommonJS form.
    mainFields: ['module', 'main'],
    target: 'node22.13',
    jsx: 'automatic',
    metafile: true,
    minifySyntax: true,
    legalComments: 'none',
    external: ['keytar'],
    // React's development build is twice the size; devtools are never wanted in a credential tool.
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    alias: { 'react-devtools-core': join(root, '.config/empty.ts') },
    // CommonJS dependencies ask for require() of Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [narrowFirst],
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  };
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    process.stderr.write(
      `build: runs on the pinned Node 24, this is ${process.version}. Run it through npm, ` +
        'and let npm run the install script of the package "node" (allowScripts in package.json).\n',
    );
    process.exit(1);
  }
  const options = bundleOptions({ 'every-command': EVERY }, out);
  const asked = await often(options);
  const shells = await quick(options);
  const every = await build({
    ...options,
    plugins: [...(options.plugins ?? []), overviewMade],
    entryNames: 'chunks/[name]-[hash]',
    metafile: true,
    write: false,
  });
  const outputs = Object.entries(every.metafile.outputs);
  const [everyFile = ''] = outputs.find(([, { entryPoint }]) => entryPoint === EVERY) ?? [];
  // By itself, so that it shares no chunk with what it starts.
  const entry = await build({
    ...options,
    entryPoints: { sentinel: 'src/sentinel.ts' },
    splitting: false,
    banner: {},
    plugins: [asked.plugin, shells.plugin, instead(EVERY, basename(everyFile))],
    metafile: true,
    write: false,
  });
  const written = [...every.outputFiles, ...entry.outputFiles];
  const files = new Map(written.map(({ path, contents }) => [path, contents]));
  for (const { name, contents } of [...asked.files, ...shells.files]) {
    files.set(join(out, 'chunks', name), contents);
  }
  const metafiles = [every.metafile, entry.metafile, ...asked.metafiles, shells.metafile];
  files.set(join(out, 'LICENSES.txt'), Buffer.from(licences(metafiles)));
  put(files);
}

/**
 * Writes only what changed and then removes what is left over: a Sentinel that runs from here loads its
 * parts as it needs them, and the sandbox's server takes a new entry file for a new program.
 */
function put(files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, contents] of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  for (const name of readdirSync(out, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    if (name.isFile() && !files.has(path)) rmSync(path);
  }
}

/** The licence texts of every package that went into the bundle, as their authors ask. */
function licences(metafiles: readonly Metafile[]): string {
  const names = new Set<string>();
  for (const file of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const at = file.lastIndexOf('node_modules/');
    const match = at < 0 ? null : /^((?:@[^/]+\/)?[^/]+)/.exec(file.slice(at + 13));
    if (match?.[1]) names.add(file.slice(0, at + 13) + match[1]);
  }
  const texts = [...names].sort().map((dir) => {
    const about = JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, dir)).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? readFileSync(join(root, dir, file), 'utf8') : `Licence: ${about.license}`;
    return `${about.name} ${about.version}\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
