import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { writeAtomic } from '../../files/atomic.ts';
import { errorCode } from '../../files/error-code.ts';
import { configFolder, openDoor, openFiles } from '../../policy-store/door.ts';
import { inParameterStore, policyRefOf } from '../../policy-store/kinds.ts';
import { readThere, type Stored, type StoreRef } from '../../policy-store/read.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import { kindOf, onlyArgument, textOf, whereOf } from '../policy-diff/flags.ts';
import type { ParsedArgs } from '../types.ts';

/** A text and the file it belongs in. */
interface Placed {
  readonly path: string;
  readonly text: string;
}

/** Prints the policy's text, or writes it into files, byte for byte. */
export async function pull(ctx: Context, args: ParsedArgs, signal: AbortSignal): Promise<number> {
  const where = whereOf(args);
  const version = versionOf(args);
  const world = await openFiles(ctx, where);
  const named = onlyArgument(args);
  const ref = inParameterStore(
    policyRefOf(
      world.config,
      kindOf(args) ?? 'access',
      named,
      where.profile ?? null,
      configFolder(ctx, world),
    ),
  );
  const output = textOf(args, 'output');
  if (ref.kind === 'ssm-path' && version !== undefined) {
    throw new SentinelError('usage', 'A path of several parameters has no version of its own.', [
      'Name one of them: sentinel policy pull ssm:/PATH/NAME --version N',
    ]);
  }
  if (ref.kind === 'ssm-path' && output === null && !args.flags['json']) {
    throw new SentinelError('usage', `${ref.text} is one file for each of its parts.`, [
      'Say where: --output DIR',
    ]);
  }
  const door = await openDoor(ctx, world, where, signal);
  for (const notice of door.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  const stored = await readThere(door, ref, version);
  const files = output === null ? null : placed(ref, stored, output);
  const written = files && (await writeFiles(files, args.flags['force'] === true));
  tell(ctx, args, ref, stored, files, written);
  return 0;
}

function versionOf(args: ParsedArgs): number | undefined {
  const text = textOf(args, 'version');
  if (text === null) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new SentinelError('usage', `"${text}" is no version: they are numbers from 1 on.`);
}

/** One parameter: the file named, or in the folder named; of a path: a file for each part. */
function placed(ref: StoreRef, { parts }: Stored, output: string): Placed[] {
  if (ref.kind === 'ssm') {
    const folder = output.endsWith('/') || isFolder(output);
    const path = folder ? join(output, `${ref.name.split('/').at(-1)}.yaml`) : output;
    return parts.map(({ text }) => ({ path: resolve(path), text }));
  }
  return parts.map(({ key, text }) => ({ path: resolve(output, `${key}.yaml`), text }));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** @returns the paths that were written; those that hold the same text already are left. */
async function writeFiles(files: readonly Placed[], force: boolean): Promise<string[]> {
  try {
    const other = files.filter(
      ({ path, text }) => existsSync(path) && !readFileSync(path).equals(Buffer.from(text)),
    );
    if (other.length > 0 && !force) {
      const paths = other.map(({ path }) => path).join(', ');
      throw new SentinelError('usage', `Another text is there: ${paths}. Nothing was written.`, [
        'See what differs: sentinel policy diff FILE',
        'Overwrite with --force.',
      ]);
    }
    const written: string[] = [];
    for (const { path, text } of files) {
      if (existsSync(path) && !other.some((one) => one.path === path)) continue;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await writeAtomic(path, text);
      written.push(path);
    }
    return written;
  } catch (cause) {
    if (cause instanceof SentinelError) throw cause;
    const code = errorCode(cause) ?? 'unknown error';
    throw new SentinelError('failed', `The files cannot be written (${code}).`, [], cause);
  }
}

function tell(
  ctx: Context,
  args: ParsedArgs,
  ref: StoreRef,
  { region, parts }: Stored,
  files: readonly Placed[] | null,
  written: readonly string[] | null,
): void {
  const { stdout, stderr } = ctx.stdio;
  if (args.flags['json']) {
    const facts = parts.map(({ name, version, text }, i) => ({
      name,
      version,
      sha256: createHash('sha256').update(text).digest('hex'),
      bytes: Buffer.byteLength(text),
      ...(files === null
        ? { text }
        : { file: files[i]?.path, written: written?.includes(files[i]?.path ?? '') === true }),
    }));
    stdout.write(`${jsonText({ ref: ref.text, region, parts: facts }, 2)}\n`);
    return;
  }
  if (files === null) {
    const text = parts.map((one) => one.text).join('');
    // A terminal obeys what it is sent; a file or a pipe gets the very bytes.
    stdout.write(stdout.isTTY ? visible(text, { newlines: true }) : text);
  }
  for (const [i, { name, version }] of parts.entries()) {
    const path = files?.[i]?.path;
    const what = `${name} version ${version} (${region})`;
    const how = path === undefined ? '' : written?.includes(path) ? ` -> ${path}` : ` = ${path}`;
    stderr.write(`${visible(what + how)}\n`);
  }
}
