import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from './helpers/temp-dir.ts';

const MODULE = new URL('../src/code-cache.ts', import.meta.url).href;

/** A program that says whether V8 was given code for it, run in a process of its own as `credentials` is. */
function place() {
  const folder = tempDir();
  const kept = join(folder, 'kept');
  mkdirSync(kept);
  const file = join(folder, 'often-1.cjs');
  writeFileSync(
    file,
    `exports.say = (word) => 'said ' + word + ' ' + require('node:path').basename(__filename);`,
  );
  const run = (path = file, into = kept) =>
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { runKept } from '${MODULE}';
         const { Script } = process.getBuiltinModule('node:vm');
         process.getBuiltinModule('node:vm').Script = class extends Script {
           constructor(text, options) {
             super(text, options);
             console.log(options.cachedData ? (this.cachedDataRejected ? 'refused' : 'taken') : 'none');
           }
         };
         const { pathToFileURL } = await import('node:url');
         console.log(runKept(pathToFileURL(${JSON.stringify(path)}), 'credentials', ${JSON.stringify(into)}).say('hello'));`,
      ],
      { encoding: 'utf8' },
    )
      .trim()
      .split('\n');
  return { folder, kept, file, run };
}

test('a file runs the same with and without the code of earlier runs', () => {
  const { run, kept } = place();
  expect(run()).toEqual(['none', 'said hello often-1.cjs']);
  expect(run()).toEqual(['taken', 'said hello often-1.cjs']);
  expect(readdirSync(kept)).toEqual(['often-1-credentials']);
});

test('what is kept holds the functions that a run has called, and grows for three runs alone', () => {
  const { run, kept } = place();
  const bytes = () => readFileSync(join(kept, 'often-1-credentials'));
  run();
  expect(bytes().includes('said ')).toBe(true);
  run();
  run();
  const before = bytes();
  run();
  expect(bytes().equals(before)).toBe(true);
});

test.each([
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
  ['empty', () => Buffer.of()],
  ['of one byte', () => Buffer.of(1)],
  [
    'changed',
    (bytes: Buffer) => bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte)),
  ],
])('what is kept and is %s is made anew', (_, damage) => {
  const { run, kept } = place();
  run();
  const path = join(kept, 'often-1-credentials');
  const whole = readFileSync(path);
  writeFileSync(path, damage(whole));
  expect(run()).toEqual(['none', 'said hello often-1.cjs']);
  expect(run()[0]).toBe('taken');
});

test('a new build removes the code of the one before, and nothing else', () => {
  const { run, kept, folder, file } = place();
  run();
  writeFileSync(join(kept, 'something-else'), '');
  const next = join(folder, 'often-2.cjs');
  writeFileSync(next, readFileSync(file));
  run(next);
  expect(readdirSync(kept).sort()).toEqual(['often-2-credentials', 'something-else']);
});

test('where nothing can be kept the file runs', () => {
  const { run, kept, file } = place();
  const nowhere = join(kept, 'not', 'there');
  expect(run(file, nowhere)).toEqual(['none', 'said hello often-1.cjs']);
  expect(run(file, nowhere)).toEqual(['none', 'said hello often-1.cjs']);
});
