/** A policy in files here: one text, or a folder with one file for each part. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';

export interface LocalPart {
  /** The file's name under the folder without its ending; empty for one file. */
  readonly key: string;
  readonly path: string;
  readonly text: string;
}

export interface Local {
  readonly path: string;
  readonly folder: boolean;
  readonly parts: readonly LocalPart[];
}

/** More files than any policy has parts: a folder of that size was meant for something else. */
const MOST_PARTS = 200;
const ENDING = /\.(ya?ml|json)$/;

/**
 * Reads a file, or all policy files of a folder in the order of the parameters they stand for.
 * @throws SentinelError `usage` for a path that holds no policy; `failed` where it cannot be read.
 */
export function readLocal(path: string): Local {
  const about = attempt(path, () => statSync(path));
  if (!about.isDirectory()) return { path, folder: false, parts: [partOf(path, '')] };
  const parts = filesIn(path, '').map((name) => partOf(join(path, name), name.replace(ENDING, '')));
  if (parts.length === 0) {
    throw new SentinelError('usage', `There is no policy file (.yaml, .yml, .json) in ${path}.`);
  }
  parts.sort((a, b) => (a.key < b.key ? -1 : 1));
  const twice = parts.find((one, i) => one.key === parts[i + 1]?.key);
  if (twice) {
    throw new SentinelError('usage', `${twice.path} and another file stand for one parameter.`);
  }
  return { path, folder: true, parts };
}

function filesIn(folder: string, under: string): string[] {
  const entries = attempt(folder, () => readdirSync(join(folder, under), { withFileTypes: true }));
  const found = entries
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const name = under + entry.name;
      if (entry.isDirectory()) return filesIn(folder, `${name}/`);
      return ENDING.test(name) ? [name] : [];
    });
  if (found.length > MOST_PARTS) {
    throw new SentinelError('usage', `${folder} holds more than ${MOST_PARTS} files.`);
  }
  const odd = found.find((name) => !/^[\w.\-/]+$/.test(name));
  if (odd !== undefined) {
    throw new SentinelError(
      'usage',
      `The file ${odd} in ${folder} cannot be a parameter: names hold A-Z a-z 0-9 _ . - only.`,
    );
  }
  return found;
}

function partOf(path: string, key: string): LocalPart {
  const bytes = attempt(path, () => readFileSync(path));
  try {
    // Byte for byte: a decoder that mends bytes would push another text than the file's.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { key, path, text };
  } catch {
    throw new SentinelError('failed', `${path} is not UTF-8.`);
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = errorCode(cause) ?? 'unknown error';
    if (code === 'ENOENT') throw new SentinelError('usage', `${path} does not exist.`, [], cause);
    throw new SentinelError('failed', `${path} cannot be read (${code}).`, [], cause);
  }
}
