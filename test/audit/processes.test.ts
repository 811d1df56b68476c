/** What only real processes and a real full disk show of the decision log. */
import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
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
  const [, state, who, count] = process.argv;
  const log = openDecisionLog({
    paths: { state }, clock: { now: () => Date.now() }, random: randomBytes,
    host: 'laptop', pid: process.pid, stdio: process,
  });
  for (let i = 0; i < Number(count); i++) {
    const head = await log.append({
      event: 'decision', user: who, principal_arn: 'arn', profile: 'prod',
      reason: 'x'.repeat(Number(who) * 97 % 6000),
    });
    process.stdout.write(head.seq + '\\n');
  }`;

test('fifty processes at once keep one whole chain', { timeout: 60_000 }, async () => {
  const ctx = logContext();
  const ends = await Promise.all(
    Array.from({ length: 50 }, (_, i) => runScript(WRITER, [ctx.paths.state, `${i}`, '4'])),
  );
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(await verifyLog(ctx)).toMatchObject({
    ok: true,
    lines: 200,
    head: { seq: 200 },
    setAside: [],
  });
  const told = ends
    .flatMap((end) => end.stdout.trim().split('\n').map(Number))
    .sort((a, b) => a - b);
  expect(told).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
});

test('fifty writers killed at random leave a chain that holds all they were told', {
  timeout: 60_000,
}, async () => {
  const ctx = logContext();
  const told: number[] = [];
  for (let round = 0; round < 10; round++) {
    const writers = Array.from({ length: 5 }, (_, i) =>
      startScript(WRITER, [ctx.paths.state, `${round * 5 + i}`, '1000000']),
    );
    await Promise.all(writers.map((writer) => writer.said('\n')));
    for (const writer of writers) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      writer.child.kill('SIGKILL');
    }
    for (const writer of writers) {
      // A number without its newline may have been cut by the kill.
      told.push(...(await writer.ended).stdout.split('\n').slice(0, -1).map(Number));
    }
    // Kills land between writes far more often than inside one: every other round is torn for certain.
    if (round % 2 === 1) tearLastLine(logPath(ctx));
  }
  await openDecisionLog(ctx).append(entry());
  const check = await verifyLog(ctx);
  expect(check.problems).toEqual([]);
  expect(check.setAside).toHaveLength(5);
  const seqs = new Set((await readDecisions(ctx)).map((line) => line.seq));
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter((seq) => !seqs.has(seq))).toEqual([]);
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

/** Adds the beginning of a line that never came to its end. */
function tearLastLine(path: string): void {
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  appendFileSync(path, last.slice(0, Math.ceil(Math.random() * (last.length - 1))));
}
