/** `ssm:` references, over the gate's own loader and real clients. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { command } from '../../src/commands/config-validate.ts';
import { assess } from '../../src/gate/assess.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { runCommand } from './run.ts';

const HEAD = 'version: "1"\n';
const REST = '  - {name: rest, effect: deny, conditions: {}}\n';
let world: TestWorld;

beforeAll(async () => {
  world = await openWorld();
  const put = (name: string, text: string) => world.sandbox.control.putParameter(name, HEAD + text);
  put('/sentinel/v/bad', 'rule: []\n');
  put('/sentinel/v/sound', `rules:\n${REST}`);
  put(
    '/sentinel/v/parts/10',
    'rules:\n  - {name: freeze, effect: deny, conditions: {time: {days: [sunday]}}}\n',
  );
  put(
    '/sentinel/v/parts/20',
    `targets: {nowhere: "arn:aws:iam::111122223333:role/A"}\nrules:\n${REST}`,
  );
  put('/sentinel/v/clash/a', `rules:\n${REST}`);
  put('/sentinel/v/clash/b', `rules:\n${REST}`);
  put('/sentinel/v/torn/a', `rules:\n${REST}`);
  put('/sentinel/v/torn/b', 'rules: []\n');
  put('/sentinel/v/approvals/a', 'rules: [{name: a, approvers: [b]}]\n');
  put('/sentinel/v/approvals/b', 'rules: [{name: a, approvers: [b]}]\n');
});
afterAll(() => world.close());

const run = (...args: string[]) => runCommand(command, world.context(), args);

describe('config validate ssm:', () => {
  it('passes what is sound, and finds what is not, where it stands', async () => {
    expect(await run('ssm:/sentinel/v/sound', '--strict')).toEqual({
      code: 0,
      out: '',
      err: 'ssm:/sentinel/v/sound: ok (access)\n',
    });
    const bad = await run('ssm:/sentinel/v/bad', 'ssm:/sentinel/v/sound');
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('ssm:/sentinel/v/bad:2:1: unknown key "rule"');
  });

  it.each([
    'ssm:/sentinel/v/bad',
    'ssm:/sentinel/v/sound',
    'ssm:/sentinel/v/parts/',
    'ssm:/sentinel/v/clash/',
    'ssm:/sentinel/v/torn/',
    'ssm:/sentinel/v/none',
  ])('agrees with the loader: %s', async (ref) => {
    const loads = await assess(world.context(), {
      profile: 'dev',
      mode: 'cli',
      policyRef: ref,
    }).then(
      () => true,
      () => false,
    );
    expect((await run(ref, '--kind', 'access')).code).toBe(loads ? 0 : 1);
  });

  it('joins parts as the loader does, and looks over the whole', async () => {
    const { out, code } = await run('ssm:/sentinel/v/parts/');
    expect(code).toBe(0);
    // No "no catch-all" of the first part; the places are those of the parts.
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^ssm:\/sentinel\/v\/parts\/10:3:53: warning: no zone: the window runs in UTC/,
      ),
      'ssm:/sentinel/v/parts/20:2:20: warning: there is no profile "nowhere" in the AWS config',
      '',
    ]);
  });

  it('tells what parts contradict each other in, and which of them is broken', async () => {
    const clash = await run('ssm:/sentinel/v/clash/');
    expect(clash.code).toBe(1);
    expect(clash.out).toMatch(
      /^ssm:\/sentinel\/v\/clash\/:1:1: The policies under .* rule "rest" stands twice/,
    );
    const torn = await run('ssm:/sentinel/v/torn/');
    expect(torn.code).toBe(1);
    expect(torn.out).toBe('ssm:/sentinel/v/torn/b:2:8: rules must not be empty\n');
  });

  it('knows that only an access policy has parts', async () => {
    const { out, code } = await run('ssm:/sentinel/v/approvals/');
    expect(code).toBe(1);
    expect(out).toContain('holds 2 parameters; only an access policy may have parts');
  });

  it('checks the config in use with the parameters that it names', async () => {
    const { code, out } = await run('--profile', 'dev', '--json');
    expect(code).toBe(0);
    const files = JSON.parse(out).files.map((one: { path: string; kind: string }) => [
      one.path,
      one.kind,
    ]);
    expect(files.slice(1)).toEqual([
      ['ssm:/sentinel/policies/default', 'access'],
      ['ssm:/sentinel/approvals/default', 'approvals'],
      ['ssm:/sentinel/breakglass/default', 'breakglass'],
      ['ssm:/sentinel/ratelimits/default', 'ratelimits'],
    ]);
  });

  it('says that there is none', async () => {
    const { out, code } = await run('ssm:/sentinel/v/none');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^ssm:\/sentinel\/v\/none: .*(?:no policy|does not exist|ParameterNotFound)/i,
    );
  });

  it('has the exit code of what kept it from reading', async () => {
    const aws = createAwsFactory({ env: {}, endpointUrl: 'http://127.0.0.1:1' });
    const away = await runCommand(command, world.context({ aws }), [
      'ssm:/sentinel/v/sound',
      '--json',
    ]);
    expect(away.code).toBe(7);
    expect(JSON.parse(away.out)).toMatchObject({
      ok: false,
      files: [{ path: 'ssm:/sentinel/v/sound' }],
    });
    const nobody = await run('ssm:/sentinel/v/sound', '--aws-profile', 'nobody');
    expect(nobody.code).toBe(2);
  });
});
