/** What is said when nothing answers: the organisation's own emergency way. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../src/gate/assess.ts';
import { issue } from '../../src/gate/issue.ts';
import { whoami } from '../../src/gate/whoami.ts';
import { openWorld, type TestWorld } from './world.ts';

const ROLE = 'arn:aws:iam::111122223333:role/Emergency';
const dev = { profile: 'dev', mode: 'cli', noCache: true } as const;

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
  const path = world.context().paths.config;
  const text = await readFile(path, 'utf8');
  await writeFile(path, `${text}\nemergency: {role_arn: "${ROLE}", text: "MFA, see runbook 7"}\n`);
});
afterAll(() => world.close());

describe('where nothing answers', () => {
  it.each([
    ['issue', 'ssm', () => issue(world.context(), dev)],
    ['issue', 'sts', () => issue(world.context(), dev)],
    ['assess', 'ssm', () => assess(world.context(), dev)],
    ['whoami', 'sts', () => whoami(world.context(), { profile: 'dev' })],
  ])('%s without %s is exit 7, with the way that is left', async (_, service, ask) => {
    world.sandbox.control.setReachable(service, false);
    try {
      await expect(ask()).rejects.toMatchObject({
        exitCode: 7,
        message: expect.stringContaining(service),
        next: expect.arrayContaining([
          expect.stringContaining(ROLE),
          expect.stringContaining('runbook 7'),
        ]),
      });
    } finally {
      world.sandbox.control.setReachable(service, true);
    }
  });

  it('so it does when only AssumeRole fails, or the time is up', async () => {
    const { control } = world.sandbox;
    control.setFault({ kind: 'server_error', service: 'sts', action: 'AssumeRole' });
    await expect(issue(world.context(), dev)).rejects.toMatchObject({
      exitCode: 7,
      next: expect.arrayContaining([expect.stringContaining(ROLE)]),
    });
    control.clearFaults();
  });

  it('a denial says nothing of it', async () => {
    const refused = await issue(world.context(), { ...dev, profile: 'prod-org' }).catch((e) => e);
    expect(refused.kind).toBe('denied');
    expect(refused.next.join(' ')).not.toContain('Emergency');
  });
});
