/**
 * Runs a CommonJS file of the build with the code that V8 made of it in earlier runs. Node's own compile
 * cache is taken before a file runs, so it has nothing of the functions inside: compiling those takes as
 * long as half of starting Node. What is kept is code alone, no data of a run; it lies beside Node's cache,
 * so whoever could forge it could forge the program. Without it the file runs all the same.
 */
import module, { createRequire } from 'node:module';

/** The first runs of a use differ (with and without a session that is kept): each adds what it has compiled. */
const RUNS = 3;
const HASH_BYTES = 32;

interface Kept {
  readonly code: Buffer;
  /** Of how many runs it is. */
  readonly runs: number;
}

/**
 * The file's exports.
 * @param url the file, whose name changes with its contents, which are ASCII.
 * @param use what it is run for: each use has code of its own.
 * @param folder where code is kept; undefined: nowhere.
 */
export function runKept(url: URL, use: string, folder = module.getCompileCacheDir?.()): unknown {
  const { basename, join } = process.getBuiltinModule('node:path');
  const path = process.getBuiltinModule('node:url').fileURLToPath(url);
  const require = createRequire(path);
  if (folder === undefined) return require(path);
  const fs = process.getBuiltinModule('node:fs');
  const vm = process.getBuiltinModule('node:vm');
  const place = join(folder, `${basename(path, '.cjs')}-${use}`);
  const kept = read(place);
  const text = fs.readFileSync(path, 'latin1');
  const script = new vm.Script(`(function (exports, require, module, __filename) {${text}\n})`, {
    filename: path,
    ...(kept && { cachedData: kept.code }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const runs = kept && !script.cachedDataRejected ? kept.runs : 0;
  if (runs < RUNS) {
    process.on('exit', () => keep(place, { code: script.createCachedData(), runs: runs + 1 }));
  }
  const own = { exports: {} };
  script.runInThisContext()(own.exports, require, own, path);
  return own.exports;
}

/** Null where there is none, or not all of it: V8 itself looks at no more than its length. */
function read(place: string): Kept | null {
  try {
    const bytes = process.getBuiltinModule('node:fs').readFileSync(place);
    const rest = bytes.subarray(0, -HASH_BYTES);
    const runs = rest.at(-1);
    if (runs === undefined || !bytes.subarray(-HASH_BYTES).equals(hashOf(rest))) return null;
    return { runs, code: rest.subarray(0, -1) };
  } catch {
    return null;
  }
}

/** Renamed in; then what builds before this one left is removed. What cannot be kept is not, without a word. */
function keep(place: string, { code, runs }: Kept): void {
  const fs = process.getBuiltinModule('node:fs');
  const { basename, dirname } = process.getBuiltinModule('node:path');
  const rest = Buffer.concat([code, Buffer.of(runs)]);
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, Buffer.concat([rest, hashOf(rest)]), { mode: 0o600, flag: 'wx' });
    fs.renameSync(temporary, place);
    if (runs === 1) dropOthers(dirname(place), basename(place));
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

/** @param own as in `often-1A2B3C4D-credentials`. */
function dropOthers(folder: string, own: string): void {
  const fs = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const [program, build] = own.split('-');
  for (const name of fs.readdirSync(folder)) {
    const [other, itsBuild] = name.split('-');
    if (other === program && itsBuild !== build) fs.rmSync(join(folder, name), { force: true });
  }
}

function hashOf(bytes: Uint8Array): Buffer {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest();
}
