import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../../src/commands/doctor.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { runCommand } from './run.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('for alice in the sandbox nothing stops access, and no call gives anybody credentials', async () => {
  world.sandbox.control.clearCalls();
  const { code, out, err } = await runCommand(command, world.context(), []);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/\d+ ok, \d+ warnings?, 0 problems, .*: nothing stops access\.\n$/);
  for (const { title } of CHECKS) expect(out).toContain(`${title}: `);
  const asked = Object.keys(world.sandbox.control.calls()).sort();
  expect(asked).toEqual(['iam:GetRole', 'ssm:GetParameter', 'sts:GetCallerIdentity']);
  const ledger = await openLedger(world.context());
  expect((await ledger.listSessions({ status: 'active' })).length).toBe(0);
  ledger.close();
});

it('--json: one object, the checks in the order of the table', async () => {
  const { code, out } = await runCommand(command, world.context(), ['--json', '--profile', 'dev']);
  const { checks, summary } = JSON.parse(out);
  expect(checks.map(({ id }: { id: string }) => id)).toEqual(CHECKS.map(({ id }) => id));
  for (const one of checks) {
    expect(one).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
    expect(['ok', 'warning', 'problem', 'skipped']).toContain(one.status);
    expect(Array.isArray(one.fix)).toBe(true);
  }
  expect(summary).toMatchObject({ profile: 'dev', problem: 0, access_stopped: false });
  expect(code).toBe(0);
});

it('for a profile that policy denies: exit 1, with the rule and the way to see it', async () => {
  const { code, out } = await runCommand(command, world.context(), ['-p', 'prod-org']);
  expect(code).toBe(1);
  expect(out).toMatch(/PROBLEM {2}Verdict: \[prod-org\] is denied, by rule "organisation-closed"/);
  expect(out).toMatch(/sentinel --sandbox --as alice policy explain --profile prod-org/);
  expect(out).toMatch(/something stops access to \[prod-org\]\.\n$/);
});

it('for a profile that is not there: usage, with the nearest', async () => {
  await expect(runCommand(command, world.context(), ['-p', 'de'])).rejects.toMatchObject({
    kind: 'usage',
    next: ['Did you mean "dev"?'],
  });
});

it('AWS that does not answer is one problem, told by the regions alone', async () => {
  world.sandbox.control.setFault({ kind: 'cut' });
  try {
    const { code, out } = await runCommand(command, world.context(), ['--json', '-p', 'dev']);
    const { checks } = JSON.parse(out);
    const problems = checks.filter(({ status }: { status: string }) => status === 'problem');
    expect(problems.map(({ id }: { id: string }) => id)).toEqual(['regions']);
    expect(code).toBe(1);
  } finally {
    world.sandbox.control.clearFaults();
  }
});

it('a config file that does not pass is told once', async () => {
  const ctx = world.context();
  const config = `${world.home}/broken.yaml`;
  await writeFile(config, 'version: 2\n');
  const { code, out } = await runCommand(command, ctx, ['--json', '--config', config]);
  const bad = JSON.parse(out).checks.filter(({ status }: { status: string }) =>
    ['problem', 'warning'].includes(status),
  );
  const ids = bad.map(({ id }: { id: string }) => id);
  expect(ids).toContain('configuration');
  expect(ids.filter((id: string) => !['configuration', 'bypasses', 'stamps'].includes(id))).toEqual(
    [],
  );
  expect(code).toBe(1);
});
