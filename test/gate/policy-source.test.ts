/** Policies from SSM and files, over the real client: paths, fail-over, what is said when they are absent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { AwsError } from '../../src/aws/api.ts';
import type { Context } from '../../src/context.ts';
import { assess } from '../../src/gate/assess.ts';
import { issue } from '../../src/gate/issue.ts';
import { firstAnswering, startRegions } from '../../src/gate/regions.ts';
import { openWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
  const { control } = world.sandbox;
  control.putParameter(
    '/sentinel/team/b',
    'version: "1"\nrules:\n  - {name: second, effect: allow, conditions: {profiles: [dev, staging]}}\n',
  );
  control.putParameter(
    '/sentinel/team/a',
    'version: "1"\nrules:\n  - {name: first, effect: deny, conditions: {profiles: [staging]}}\n',
  );
  control.putParameter(
    '/sentinel/teammate',
    'version: "1"\nrules:\n  - {name: stray, effect: allow, conditions: {}}\n',
  );
});
afterAll(() => world.close());

const at = (profile: string, policyRef: string, more = {}) =>
  assess(world.context(), { profile, mode: 'cli', policyRef, ...more });

describe('a path', () => {
  it('joins the policies under it in name order, and nothing beside it', async () => {
    const dev = await at('dev', 'ssm:/sentinel/team/');
    expect(dev.verdict.rule).toBe('second');
    expect(dev.access).toMatchObject({ ref: 'ssm:/sentinel/team/', version: null });
    expect((await at('staging', 'ssm:/sentinel/team/')).verdict.rule).toBe('first');
    expect(dev.access.policy.rules.map((rule) => rule.name)).toEqual(['first', 'second']);
  });

  it('is in the log part by part, with version and hash of each', async () => {
    const request = { profile: 'dev', mode: 'cli' as const, policyRef: 'ssm:/sentinel/team/' };
    const { assessment } = await issue(world.context(), request);
    const [line] = await readDecisions(world.context(), { limit: 1 });
    expect(line?.policy).toEqual({
      ref: 'ssm:/sentinel/team/',
      version: null,
      sha256: assessment.access.sha256,
      parts: ['a', 'b'].map((name) => ({
        ref: `ssm:/sentinel/team/${name}`,
        version: 1,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    });
    expect(line?.policy?.parts?.[0]?.sha256).not.toBe(line?.policy?.parts?.[1]?.sha256);
    const one = { ...request, policyRef: 'ssm:/sentinel/team/b' };
    await issue(world.context(), one);
    const [alone] = await readDecisions(world.context(), { limit: 1 });
    expect(alone?.policy).toEqual({
      ref: 'ssm:/sentinel/team/b',
      version: 1,
      sha256: line?.policy?.parts?.[1]?.sha256,
    });
  });

  it('has another hash for any change of a part', async () => {
    const before = (await at('dev', 'ssm:/sentinel/team/')).access.sha256;
    world.sandbox.control.putParameter(
      '/sentinel/team/a',
      'version: "1"\nrules:\n  - {name: other, effect: deny, conditions: {profiles: [staging]}}\n',
    );
    expect((await at('dev', 'ssm:/sentinel/team/')).access.sha256).not.toBe(before);
  });
});

describe('regions', () => {
  /** A context whose calls to one region get no answer. */
  const without = (dead: string): Context => {
    const ctx = world.context();
    const guard =
      <A extends { region: string }, T>(make: (options: A) => Promise<T>) =>
      async (options: A) => {
        if (options.region !== dead) return make(options);
        throw new AwsError({ service: 's', action: 'a', code: 'NetworkError', message: 'gone' });
      };
    return { ...ctx, aws: { ...ctx.aws, sts: guard(ctx.aws.sts), ssm: guard(ctx.aws.ssm) } };
  };

  it('are tried in order; the one that answered is told', async () => {
    const regions = ['eu-central-1', 'us-east-1'];
    const request = { profile: 'dev', mode: 'cli' as const, regions };
    expect((await assess(world.context(), request)).region).toBe('eu-central-1');
    expect((await assess(without('eu-central-1'), request)).region).toBe('us-east-1');
  });

  it('that all fail are an outage', async () => {
    const request = { profile: 'dev', mode: 'cli' as const, regions: ['eu-central-1'] };
    await expect(assess(without('eu-central-1'), request)).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it('are not tried again after a refusal', async () => {
    const tried: string[] = [];
    const refuse = async (region: string) => {
      tried.push(region);
      throw new AwsError({
        service: 's',
        action: 'a',
        code: 'AccessDenied',
        message: '',
        status: 403,
      });
    };
    const regions = startRegions(['a', 'b']);
    await expect(firstAnswering(regions, 's', undefined, refuse)).rejects.toMatchObject({
      code: 'AccessDenied',
    });
    expect(tried).toEqual(['a']);
  });

  it.each(['evil.example/', 'x@evil', 'us-east-1.evil.example', '', 'EU-CENTRAL-1', '../x'])(
    'cannot lead elsewhere by their name: "%s"',
    async (region) => {
      const call = at('dev', 'ssm:/sentinel/team/', { regions: [region] });
      if (region === '') expect((await call).region).toBe('eu-central-1');
      else await expect(call).rejects.toMatchObject({ kind: 'usage' });
    },
  );
});
