#!/usr/bin/env node
/**
 * The program's entry: says what Node it needs, turns the compile cache on, and hands over to a program
 * of src/cli: the one for what is asked often, what a shell asks with each prompt and each Tab, or the one
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
  const verb = oftenAsked(process.argv.slice(2));
  const { main } = verb ? often(verb) : await import('./cli/every-command.ts');
  await main(process);
}

function asksQuickly(first: string | undefined): boolean {
  return first === 'prompt' || first === '__complete' || first === 'completion';
}

/** The build puts the file's whole name here (.config/often.ts). */
function often(verb: string) {
  const file = new URL('./chunks/often.cjs', import.meta.url);
  return runKept(file, verb) as typeof import('./cli/often.ts');
}

/** A verb of src/cli/often.ts; null unless it is there for sure: before it stand none but flags without a value. */
function oftenAsked(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => arg !== '--sandbox' && arg !== '--debug');
  if (args[at] === 'credentials') return 'credentials';
  return args[at] === 'policy' && args[at + 1] === 'explain' ? 'policy-explain' : null;
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
