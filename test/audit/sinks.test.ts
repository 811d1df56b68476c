/** Further sinks as they are on real machines: full, gone, pipes that nobody reads, files that others write to. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { runScript, source } from '../helpers/script.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { entry, logContext } from './samples.ts';

const append = (sink: string, ctx = logContext()) =>
  openDecisionLog(ctx, { extraSinks: [sink] }).append(entry());

/** The sentence for a sink that takes nothing. */
const refusal = (sink: string, why: string) => ({
  kind: 'failed',
  message: `The decision log ${sink} cannot be written (${why}), so no credentials are given.`,
});

function fifo(): string {
  const path = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

/** Opens a pipe's other end; `take` gives what is in it at this moment. */
function reader(path: string): { take(): string } {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(file));
  const take = () => {
    const buffer = Buffer.alloc(1 << 20);
    let size = 0;
    try {
      for (let got = -1; got !== 0; size += got) got = readSync(file, buffer, size, 65_536, null);
    } catch (error) {
      expect(error).toMatchObject({ code: 'EAGAIN' });
    }
    return buffer.toString('utf8', 0, size);
  };
  return { take };
}

test('a pipe with a reader gets the line', async () => {
  const [path, ctx] = [fifo(), logContext()];
  const other = reader(path);
  await append(path, ctx);
  expect(other.take()).toBe(readFileSync(logPath(ctx), 'utf8'));
});

test('a pipe whose reader sleeps is given up; where it wakes up in time it gets all', async () => {
  const path = fifo();
  const sleeper = reader(path);
  const filler = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(filler));
  expect(() => {
    for (;;) writeSync(filler, Buffer.alloc(4096, ' '));
  }).toThrow('EAGAIN');
  await expect(append(path)).rejects.toMatchObject(refusal(path, 'its reader does not keep up'));
  const ctx = logContext();
  let text = '';
  const waking = setInterval(() => {
    text += sleeper.take();
  }, 20);
  await append(path, ctx);
  clearInterval(waking);
  text += sleeper.take();
  expect(text.trimStart()).toBe(readFileSync(logPath(ctx), 'utf8'));
});

test('a folder, a socket, a part of the path that is a file, a folder that has gone', async () => {
  const folder = tempDir();
  await expect(append(folder)).rejects.toMatchObject(refusal(folder, 'it is a folder'));
  const socket = join(folder, 'socket');
  const server = createServer().listen(socket);
  onTestFinished(() => void server.close());
  await new Promise((ready) => server.once('listening', ready));
  await expect(append(socket)).rejects.toMatchObject(
    refusal(socket, 'it is a pipe that nobody reads, or a socket'),
  );
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(append(join(file, 'log'))).rejects.toMatchObject(
    refusal(join(file, 'log'), 'a part of its path is no folder'),
  );
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  const [ctx, sink] = [logContext(), join(gone, 'log')];
  const log = openDecisionLog(ctx, { extraSinks: [sink] });
  await log.append(entry());
  rmSync(gone, { recursive: true });
  await expect(log.append(entry())).rejects.toMatchObject(
    refusal(sink, 'its folder does not exist'),
  );
});

test('a read-only file system, for a sink and for the log itself', async (context) => {
  const folder = smallDisk(context, '64k');
  const ctx = logContext(join(folder, 'state'));
  await openDecisionLog(ctx).append(entry());
  writeFileSync(join(folder, 'sink'), '');
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  await expect(append(join(folder, 'sink'))).rejects.toMatchObject(
    refusal(join(folder, 'sink'), 'the file system is read-only'),
  );
  await expect(openDecisionLog(ctx).append(entry())).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining(ctx.paths.state),
  });
  expect(await verifyLog(ctx)).toMatchObject({ ok: true, lines: 1 });
});

test('a disk that is full for the sink alone: what others wrote stays, and the next line stands alone', async (context) => {
  const sink = join(smallDisk(context, '16k'), 'sink');
  const ctx = logContext();
  const log = openDecisionLog(ctx, { extraSinks: [sink] });
  const fill = async () => {
    for (;;) await log.append(entry({ reason: 'x'.repeat(700) }));
  };
  await expect(fill()).rejects.toMatchObject({
    ...refusal(sink, 'no space left on the disk'),
    next: [expect.stringContaining('Make room: df -h ')],
  });
  const own = readFileSync(logPath(ctx), 'utf8').trimEnd().split('\n');
  const copied = readFileSync(sink, 'utf8').split('\n');
  // Every line that was acknowledged is there; of the last one, which was not, as much as there was room for.
  expect(copied.slice(0, -1)).toEqual(own.slice(0, -1));
  expect(own.at(-1)?.startsWith(copied.at(-1) as string)).toBe(true);
  execFileSync('mount', ['-o', 'remount,size=64k', join(sink, '..')]);
  await log.append(entry({ user: 'next' }));
  const last = readFileSync(sink, 'utf8').trimEnd().split('\n').at(-1) as string;
  expect(last).toBe(readFileSync(logPath(ctx), 'utf8').trimEnd().split('\n').at(-1));
});

test('one sink of several users, whom no lock joins: every line whole, none lost', {
  timeout: 60_000,
}, async () => {
  const sink = join(tempDir(), 'shared.jsonl');
  const states = Array.from({ length: 8 }, () => join(tempDir(), 'state'));
  const script = `
    import { openDecisionLog } from ${JSON.stringify(source('audit/log.ts'))};
    import { randomBytes } from 'node:crypto';
    const [, state, sink, who] = process.argv;
    const log = openDecisionLog({
      paths: { state }, clock: { now: () => Date.now() }, random: randomBytes,
      host: 'laptop', pid: process.pid, stdio: process,
    }, { extraSinks: [sink] });
    for (let i = 0; i < 25; i++) {
      await log.append({ event: 'decision', user: who, principal_arn: 'a', profile: 'p', reason: 'x'.repeat(i * 300) });
    }`;
  const ends = await Promise.all(
    states.map((state, i) => runScript(script, [state, sink, `user-${i}`])),
  );
  expect(ends.map(({ stderr }) => stderr).join('')).toBe('');
  const lines = readFileSync(sink, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
  expect(lines).toHaveLength(states.length * 25);
  for (const state of states) {
    for (const line of readFileSync(join(state, 'decisions.jsonl'), 'utf8').trimEnd().split('\n')) {
      expect(lines).toContain(line);
    }
  }
});

test('a stream that takes nothing stops it', async () => {
  const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(error) });
  broken.on('error', () => {});
  const ctx = logContext();
  const stdio = { ...ctx.stdio, stderr: broken as unknown as NodeJS.WriteStream };
  const log = openDecisionLog({ ...ctx, stdio }, { stderr: true });
  await expect(log.append(entry())).rejects.toMatchObject({
    ...refusal('stderr', 'its reader has gone'),
    next: ['Leave --log-stderr (or stderr under log: in the config file) out.'],
  });
});

test('what a sink lacks in the file before it is not its fault: a later line stands alone', async () => {
  const [sink, ctx] = [join(tempDir(), 'sink'), logContext()];
  await append(sink, ctx);
  appendFileSync(sink, '{"half');
  await append(sink, ctx);
  const [first, second] = readFileSync(logPath(ctx), 'utf8').trimEnd().split('\n');
  expect(readFileSync(sink, 'utf8')).toBe(`${first}\n{"half\n${second}\n`);
});
