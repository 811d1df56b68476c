import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { type PreviewFacts, type PreviewRow, previewAll } from '../../src/gate/preview.ts';
import { openWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Runs a preview and gives the last of each row, the first facts, and how often rows were told. */
async function preview(ctx = world.context(), request = {}) {
  const rows = new Map<string, PreviewRow>();
  const first: PreviewRow[] = [];
  const facts: PreviewFacts[] = [];
  await previewAll(ctx, { mode: 'cli', ...request }, (update) => {
    if (update.type === 'facts') facts.push(update.facts);
    else if (update.type === 'rows') {
      if (rows.size === 0) first.push(...update.rows);
      for (const row of update.rows) rows.set(row.profile, row);
    }
  });
  return { rows, first, facts };
}

describe('previewAll', () => {
  it('tells the names at once and every verdict after, with one identity and one policy load', async () => {
    const before = world.events().length;
    const { rows, first, facts } = await preview();
    expect(first.map((one) => one.profile).slice(0, 3)).toEqual(['dev', 'staging', 'prod']);
    expect(first.every((one) => one.verdict === null)).toBe(true);
    const effects = Object.fromEntries([...rows].map(([name, row]) => [name, row.verdict?.effect]));
    expect(effects).toMatchObject({
      dev: 'allow',
      staging: 'allow',
      prod: 'require_approval',
      'prod-db': 'deny',
      'prod-org': 'deny',
    });
    expect(rows.get('analytics')).toMatchObject({
      verdict: null,
      problem: { kind: 'not_signed_in', need: { kind: 'sso', start: { session: 'company' } } },
    });
    expect(rows.get('alice')?.unstampable).toMatch(/no role/);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      principal: { rawName: 'alice' },
      source: 'static keys of [alice]',
      policy: { ref: 'ssm:/sentinel/policies/default', version: 1 },
      region: 'eu-central-1',
      skew: 0,
    });
    const calls = world
      .events()
      .slice(before)
      .map((one) => one.eventName);
    expect(calls.toSorted()).toEqual(['GetCallerIdentity', 'GetParameter']);
  });

  it('names the MFA device where one is asked for, and nowhere else', async () => {
    const { rows } = await preview();
    const asking = [...rows.values()].filter((row) => row.mfaSerial !== undefined);
    expect(asking.map(({ profile, mfaSerial }) => [profile, mfaSerial])).toEqual([
      ['prod-billing', 'arn:aws:iam::111122223333:mfa/alice'],
    ]);
  });

  it('logs nothing', async () => {
    const [before] = await readDecisions(world.context(), { limit: 1 });
    await preview();
    const [after] = await readDecisions(world.context(), { limit: 1 });
    expect(after?.seq).toBe(before?.seq);
  });

  it('loads a policy once for each reference, and tells what fails in its own rows', async () => {
    world.sandbox.control.putParameter(
      '/sentinel/policies/dev',
      'version: "1"\nrules:\n  - {name: own, effect: allow, conditions: {}}\n',
    );
    const { rows } = await preview(world.context(), {
      policyRef: 'ssm:/sentinel/policies/{profile}',
    });
    expect(rows.get('dev')?.verdict?.rule).toBe('own');
    expect(rows.get('staging')?.problem).toMatchObject({
      code: 'error',
      message: expect.stringContaining('ParameterNotFound'),
    });
  });

  it('says in every row when AWS does not answer', async () => {
    world.sandbox.control.setReachable('sts', false);
    try {
      // Who calls is remembered from the test before: without that there is nothing to go by.
      const { rows, facts } = await preview(world.context(), { noCache: true });
      expect(facts).toEqual([]);
      expect(rows.get('dev')?.problem).toMatchObject({ code: 'error', kind: 'unavailable' });
      expect(rows.get('analytics')?.problem?.need?.kind).toBe('sso');
    } finally {
      world.sandbox.control.setReachable('sts', true);
    }
  });

  it('asks with another base where one is named', async () => {
    const path = world.context().paths.awsCredentials;
    await writeFile(path, `${await keys('alice')}${await keys('bob')}`);
    const { rows, facts } = await preview(world.context(), { awsProfile: 'bob' });
    expect(facts[0]?.principal.rawName).toBe('bob');
    expect(rows.get('staging')?.verdict?.effect).toBe('allow');
  });

  it('judges thousands of profiles of hundreds of rules in one go', async () => {
    const many = Array.from(
      { length: 5000 },
      (_, i) =>
        `[profile p${i}]\nrole_arn = arn:aws:iam::111122223333:role/R${i}\nsource_profile = alice\n`,
    );
    await world.awsConfig(() => `[default]\nregion = eu-central-1\n${many.join('')}`);
    const rules = Array.from(
      { length: 300 },
      (_, i) => `  - {name: r${i}, effect: allow, conditions: {profiles: ["p${i}7*"]}}`,
    );
    const { rows } = await preview(world.context(), {
      policyRef: await world.policy(rules.join('\n')),
    });
    expect(rows.get('p17')?.verdict?.effect).toBe('allow');
    expect(rows.get('p4999')?.verdict?.effect).toBe('deny');
    // With [default], and the two people of the credentials file.
    expect(rows.size).toBe(5003);
  });
});

async function keys(person: string): Promise<string> {
  const { accounts } = world.sandbox.control.cloud.world;
  const key = accounts.flatMap((one) => one.users).find((one) => one.name === person)
    ?.accessKeys[0];
  return `[${person}]\naws_access_key_id = ${key?.id}\naws_secret_access_key = ${key?.secret}\n`;
}
