/** What only real processes and a real full disk show of the decision log. */
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { runScript, source, startScript } from '../helpers/script.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { entry, logContext } from './samples.ts';

const WRITER = `
  import { openDecisionLog } from ${JSON.stringify(source('audit/log.ts'))};
  import { randomBytes } from 'node:crypto';
  const [, state, who, count, full] = process.argv;
  const log = openDecisionLog({
    paths: { state }, clock: { now: () => Date.now() }, random: randomBytes,
    host: 'laptop', pid: process.pid, stdio: process,
  }, full ? { full: Number(full) } : {});
  for (let i = 0; i < Number(count); i++) {
    const head = await log.append({
      event: 'decision', user: who, principal_arn: 'arn', profile: 'prod',
      reason: 'x'.repeat(Number(who) * 97 % 6000),
    });
    process.stdout.write(head.seq + '\\n');
  }`;

test('fifty processes at once keep one whole chain through several files', {
  timeout: 60_000,
}, async () => {
  const ctx = logContext();
  const ends = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      runScript(WRITER, [ctx.paths.state, `${i}`, '4', '20000']),
    ),
  );
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(await verifyLog(ctx)).toMatchObject({
    ok: true,
    lines: 200,
    head: { seq: 200 },
    setAside: [],
  });
  expect((await verifyLog(ctx)).files.length).toBeGreaterThan(5);
  const told = ends
    .flatMap((end) => end.stdout.trim().split('\n').map(Number))
    .sort((a, b) => a - b);
  expect(told).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
});

test('who reads and checks while files fill sees each line once', { timeout: 60_000 }, async () => {
  const ctx = logContext();
  const writers = Array.from({ length: 3 }, (_, i) =>
    startScript(WRITER, [ctx.paths.state, `${i}`, '1000000', '1500']),
  );
  await Promise.all(writers.map((writer) => writer.said('\n')));
  let seen = 0;
  for (let look = 0; look < 40; look++) {
    const seqs = (await readDecisions(ctx)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, i) => seqs.length - i));
    expect(seqs.length).toBeGreaterThanOrEqual(seen);
    const check = await verifyLog(ctx);
    expect(check.problems).toEqual([]);
    expect(check.lines).toBeGreaterThanOrEqual(seqs.length);
    seen = check.lines;
  }
  expect((await verifyLog(ctx)).files.length).toBeGreaterThan(10);
});

test('a full disk: a clear error, and no half line', async (context) => {
  const ctx = logContext(join(smallDisk(context, '64k'), 'state'));
  const log = openDecisionLog(ctx);
  const fill = async () => {
    for (let i = 0; i < 100; i++) await log.append(entry({ reason: 'x'.repeat(1500) }));
  };
  await expect(fill()).rejects.toMatchObject({
    kind: 'failed',
    message: `The decision log ${logPath(ctx)} cannot be written (no space left on the disk), so no credentials are given.`,
    next: [`Make room: df -h ${ctx.paths.state}`],
  });
  expect(readFileSync(logPath(ctx)).at(-1)).toBe(0x0a);
  const { ok, lines } = await verifyLog(ctx);
  expect([ok, lines > 10]).toEqual([true, true]);
  // Again and again, until there is room: then the chain goes on where it stood.
  await expect(log.append(entry({ reason: 'x'.repeat(9000) }))).rejects.toMatchObject({
    kind: 'failed',
  });
  truncateSync(logPath(ctx), 0);
  expect(await log.append(entry())).toMatchObject({ seq: 1 });
});

test('a file size limit that stops the writer in the middle of a line', async () => {
  const ctx = logContext();
  // Blocks of 512 bytes (POSIX) or 1024 (bash): the limit is 10 or 20 KiB.
  const shell = `ulimit -f 20; exec "$0" --input-type=module-typescript -e "$1" "$2" 4000 100`;
  const end = await runScript(
    `import { spawnSync } from 'node:child_process';
    const [, state, shell, writer] = process.argv;
    const { status, signal } = spawnSync('/bin/sh', ['-c', shell, process.execPath, writer, state], { stdio: ['ignore', 2, 2] });
    console.log(status, signal);`,
    [ctx.paths.state, shell, WRITER],
  );
  expect(end.stdout).not.toContain('0 null');
  expect(statSync(logPath(ctx)).size).toBeLessThanOrEqual(20_480);
  await openDecisionLog(ctx).append(entry());
  expect((await verifyLog(ctx)).problems).toEqual([]);
});
