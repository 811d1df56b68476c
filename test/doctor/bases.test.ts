/** Base credentials: what is asked, what is not, and that looking renews nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { tokenFile } from '../../src/sso/files.ts';
import { signIn } from '../../src/sso/sign-in.ts';
import { loadStarts } from '../../src/sso/starts.ts';
import { readToken, writeToken } from '../../src/sso/token-cache.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';

let world: TestWorld;
let ctx: Context;
beforeAll(async () => {
  world = await openWorld();
  ctx = world.context();
});
afterAll(() => world.close());

const company = async () => {
  const start = (await loadStarts(ctx)).find((one) => one.start.session === 'company')?.start;
  if (!start) throw new Error('no session');
  return start;
};

beforeEach(async () => {
  const start = await company();
  await signIn(ctx, start, {
    flow: 'device',
    tell: ({ userCode }) => void world.sandbox.control.approveSignIn(userCode ?? '', 'alice'),
    pause: async () => {},
  });
  world.sandbox.control.clearCalls();
});

async function bases(profile?: string) {
  const all = await examine(ctx, profile === undefined ? {} : { profile });
  const result = all.find(({ check }) => check.id === 'base-credentials')?.result;
  return { result, calls: Object.keys(world.sandbox.control.calls()) };
}

it('a sign-in that holds is told with its end, and who it is', async () => {
  const { result, calls } = await bases('staging-logs');
  expect(result).toMatchObject({ status: 'ok' });
  expect(result?.detail).toMatch(
    /^SSO session company \(Engineer in 111122223333\): arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_Engineer_\w+\/alice@company\.example, signed in for (?:8 h|7 h 59 min) more, then renewed\.$/,
  );
  expect(calls.filter((one) => /sso-oidc|AssumeRole/.test(one))).toEqual([]);
});

it('of all profiles each distinct base is asked once', async () => {
  const { result } = await bases();
  expect(result?.status).toBe('ok');
  expect(result?.detail.match(/arn:aws/g)?.length).toBe(3);
});

it.each([
  ['is near its end', 60_000, /signed in for (?:1 min|\d+ s) more: its next use renews it\.$/],
  ['has ended', -60_000, /a sign-in to be renewed: its next use renews it\.$/],
])('a sign-in that %s is left for its next use to renew', async (_, left, says) => {
  const start = await company();
  const token = readToken(ctx, start);
  if (!token) throw new Error('no token');
  await writeToken(ctx, start, { ...token, expiresAt: Date.now() + left });
  const before = readFileSync(tokenFile(ctx, start), 'utf8');
  const { result, calls } = await bases('staging-logs');
  expect(result).toMatchObject({ status: 'skipped', detail: expect.stringMatching(says) });
  expect(calls.filter((one) => one.startsWith('sso'))).toEqual([]);
  expect(readFileSync(tokenFile(ctx, start), 'utf8')).toBe(before);
});

it("another tool's process runs for the chosen profile alone", async () => {
  const users = world.sandbox.control.cloud.world.accounts.flatMap((one) => one.users);
  const key = users.find(({ name }) => name === 'alice')?.accessKeys[0];
  const mark = join(world.home, 'ran');
  const answer = JSON.stringify({
    Version: 1,
    AccessKeyId: key?.id,
    SecretAccessKey: key?.secret,
  });
  await world.awsConfig(
    (text) =>
      `${text}\n[profile tool]\nregion = eu-central-1\ncredential_process = touch ${mark}; printf '%s' '${answer}'\nsentinel_role_arn = arn:aws:iam::111122223333:role/Developer\n`,
  );
  const all = await bases();
  expect(existsSync(mark)).toBe(false);
  expect(all.result?.detail).toMatch(
    /credential_process of \[tool\]: asked for only with --profile/,
  );
  const one = await bases('tool');
  expect(existsSync(mark)).toBe(true);
  expect(one.result).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/user\/alice\.$/),
  });
});
