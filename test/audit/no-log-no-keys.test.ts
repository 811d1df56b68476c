/** Where the log takes no line, nobody gets credentials, at whichever moment it stops taking them. */
import { mkdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { issue } from '../../src/gate/issue.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const request = { profile: 'dev', mode: 'cli', noCache: true } as const;
const assumed = () => world.events().filter((one) => one.eventName === 'AssumeRole').length;

/** A context whose AWS does something on the quiet once it has assumed the role. */
function meanwhile(work: () => void) {
  const ctx = world.context();
  const sts: typeof ctx.aws.sts = async (options) => {
    const real = await ctx.aws.sts(options);
    const assumeRole: typeof real.assumeRole = async (...asked) => {
      const answer = await real.assumeRole(...asked);
      work();
      return answer;
    };
    return { ...real, assumeRole };
  };
  return { ...ctx, aws: { ...ctx.aws, sts } };
}

async function newestSession() {
  const ledger = await openLedger(world.context());
  const [row] = await ledger.listSessions({ limit: 1 });
  ledger.close();
  return row;
}

test('a log that goes bad between the decision and the issue: nothing is handed over, the row ends', async () => {
  const path = join(world.context().paths.state, 'decisions.jsonl');
  const before = assumed();
  const ctx = meanwhile(() => {
    renameSync(path, `${path}.away`);
    mkdirSync(path);
  });
  const ended = await issue(ctx, request).catch((error) => error);
  rmdirSync(path);
  renameSync(`${path}.away`, path);
  expect(ended).toMatchObject({
    kind: 'failed',
    message: `The decision log ${path} cannot be written (it is a folder), so no credentials are given.`,
  });
  expect(assumed()).toBe(before + 1);
  expect(await newestSession()).toMatchObject({ status: 'ended', accessKeyId: null });
  // The decision stands in the log, an issue does not, and the chain goes on.
  expect((await readDecisions(ctx, { limit: 1 }))[0]).toMatchObject({ event: 'decision' });
  await issue(world.context(), request);
  expect((await readDecisions(ctx, { limit: 1 }))[0]).toMatchObject({ event: 'issued' });
  expect(await verifyLog(ctx)).toMatchObject({ ok: true });
});

test('a further sink that goes bad in between: the log says that it came to nothing', async () => {
  const folder = tempDir();
  const sink = join(folder, 'in', 'sink.jsonl');
  mkdirSync(join(folder, 'in'));
  const ctx = meanwhile(() => renameSync(join(folder, 'in'), join(folder, 'out')));
  await expect(issue(ctx, { ...request, log: { files: [sink] } })).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining(`${sink} cannot be written (its folder does not exist)`),
  });
  expect(await newestSession()).toMatchObject({ status: 'ended' });
  expect((await readDecisions(ctx, { limit: 1 }))[0]).toMatchObject({ event: 'failed' });
  expect(readFileSync(join(folder, 'out', 'sink.jsonl'), 'utf8').match(/\n/g)).toHaveLength(1);
});

test('a state folder on a full disk, or a read-only one: AWS is never asked for the role', async (context) => {
  const disk = smallDisk(context, '256k');
  const full = {
    ...world.context(),
    paths: { ...world.context().paths, state: join(disk, 'state') },
  };
  await issue(full, request);
  const before = assumed();
  const { execFileSync } = await import('node:child_process');
  execFileSync('sh', ['-c', `cat /dev/zero > '${disk}/filler' || true`], { stdio: 'ignore' });
  const refusals: unknown[] = [];
  // What room is left in the last blocks of log and ledger is used up first.
  for (let i = 0; i < 30 && refusals.length === 0; i++) {
    await issue(full, request).catch((error) => refusals.push(error));
  }
  expect(refusals[0]).toMatchObject({ kind: 'failed' });
  const after = assumed();
  await expect(issue(full, request)).rejects.toMatchObject({ kind: 'failed' });
  execFileSync('sh', ['-c', `rm '${disk}/filler'; mount -o remount,ro '${disk}'`]);
  await expect(issue(full, request)).rejects.toMatchObject({ kind: 'failed' });
  expect(assumed()).toBe(after);
  expect(after).toBeGreaterThanOrEqual(before);
  expect((await verifyLog(full)).problems).toEqual([]);
});
