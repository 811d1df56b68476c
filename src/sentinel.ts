#!/usr/bin/env node
/**
 * The program's entry: says what Node it needs, turns the compile cache on, and hands over to a program
 * of src/cli: the one for `credentials` alone, what a shell asks with each prompt and each Tab, or the one
 * with every command.
 * It stays this small because everything it names is loaded on every start.
 */
import module from 'node:module';
import { runKept } from './code-cache.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`sentinel: needs Node 22.13 or newer, this is ${process.version}.\n`);
  process.exit(1);
}
module.enableCompileCache?.(compileCacheFolder());
const answered =
  asksQuickly(process.argv[2]) && (await (await import('./cli/quick.ts')).main(process));
if (!answered) {
  const { main } = asksForCredentials(process.argv.slice(2))
    ? onlyCredentials()
    : await import('./cli/every-command.ts');
  await main(process);
}

function asksQuickly(first: string | undefined): boolean {
  return first === 'prompt' || first === '__complete' || first === 'completion';
}

/** The build puts the file's whole name here (.config/only-credentials.ts). */
function onlyCredentials() {
  const file = new URL('./chunks/credentials.cjs', import.meta.url);
  return runKept(file) as typeof import('./cli/only-credentials.ts');
}

/** True only where the verb is `credentials` for sure: before it stand none but flags without a value. */
function asksForCredentials(args: readonly string[]): boolean {
  return args.find((arg) => arg !== '--sandbox' && arg !== '--debug') === 'credentials';
}

/**
 * Our own private folder, not the shared temp folder that Node takes by default: code is read back
 * from there, so nobody else may write to it.
 */
function compileCacheFolder(): string {
  const base =
    process.env['XDG_CACHE_HOME'] || `${process.getBuiltinModule('node:os').homedir()}/.cache`;
  return `${base}/sentinel/compile`;
}
