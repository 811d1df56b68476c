#!/usr/bin/env node
/**
 * The program's entry: says what Node it needs, turns the compile cache on, and hands over to `cli/main`.
 * It stays this small because everything it names is loaded on every start.
 */
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`sentinel: needs Node 22.13 or newer, this is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache?.(compileCacheFolder());
const { main } = await import('./cli/main.ts');
await main(process);

/**
 * Our own private folder, not the shared temp folder that Node takes by default: code is read back
 * from there, so nobody else may write to it.
 */
function compileCacheFolder(): string {
  const base =
    process.env['XDG_CACHE_HOME'] || `${process.getBuiltinModule('node:os').homedir()}/.cache`;
  return `${base}/sentinel/compile`;
}
