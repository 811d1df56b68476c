/** Checks by themselves, and what holds them together: the deadline, an interruption, a check that breaks. */
import { expect, it } from 'vitest';
import { network } from '../../src/doctor/checks/network.ts';
import { program } from '../../src/doctor/checks/program.ts';
import { terminal } from '../../src/doctor/checks/terminal.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { type Facts, gatherFacts } from '../../src/doctor/facts.ts';
import { inSandbox } from '../../src/doctor/in-sandbox.ts';
import { lines, summary } from '../../src/doctor/print.ts';
import { letsStamp } from '../../src/doctor/stamp-allowed.ts';
import type { Check } from '../../src/doctor/types.ts';
import { SentinelError } from '../../src/errors.ts';
import { baseContext } from '../sandbox/base-context.ts';

const facts = (node: string): Facts => ({
  ...gatherFacts(baseContext(), {}, AbortSignal.abort()),
  node,
});

it('every check has an id, a title and words of its own', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  expect(new Set(CHECKS.map(({ title }) => title)).size).toBe(CHECKS.length);
  for (const { id, about } of CHECKS) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(about).toMatch(/^\S.{10,}[^.]$/);
  }
});

it.each([
  ['22.12.9', 'problem'],
  ['20.20.2', 'problem'],
  ['22.13.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s: %s', async (node, status) => {
  const result = await program.run(baseContext(), facts(node));
  expect(result.status).toBe(status);
  expect(result.detail).toContain(`on Node ${node}`);
});

it('a Node that would go past the proxy', async () => {
  const ctx = baseContext({ env: { HTTPS_PROXY: 'http://u:geheim@proxy:3128' } });
  const old = await network.run(ctx, facts('22.13.0'));
  expect(old).toMatchObject({ status: 'problem', detail: expect.stringMatching(/cannot use it/) });
  const young = await network.run(ctx, facts('24.9.0'));
  expect(young).toMatchObject({
    status: 'ok',
    detail: 'Through the proxy proxy:3128 (HTTPS_PROXY).',
  });
});

it.each([
  [{ TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' }, 'ok', /UTF-8, colours, clipboard by OSC 52\.$/],
  [{ TERM: 'xterm', LANG: 'C.UTF-8', TMUX: 'x' }, 'ok', /OSC 52 where tmux has set-clipboard on/],
  [{ TERM: 'xterm', LANG: 'C' }, 'warning', /not UTF-8/],
  [{ TERM: 'dumb', LANG: 'C.UTF-8' }, 'warning', /TERM is dumb/],
])('a terminal %o: %s', async (env, status, says) => {
  const ctx = baseContext({ env, platform: 'linux' });
  const stdout = Object.assign(Object.create(ctx.stdio.stdout), { isTTY: true });
  const result = await terminal.run({ ...ctx, stdio: { ...ctx.stdio, stdout } }, facts('24.0.0'));
  expect(result).toMatchObject({ status, detail: expect.stringMatching(says) });
});

it.each<[unknown, boolean]>([
  [{ Statement: { Effect: 'Allow', Action: 'sts:SetSourceIdentity' } }, true],
  [{ Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'STS:setsourceidentity'] }] }, true],
  [{ Statement: [{ Effect: 'Allow', Action: 'sts:*' }] }, true],
  [{ Statement: [{ Effect: 'Allow', NotAction: 'sts:TagSession' }] }, true],
  [{ Statement: [{ Effect: 'Allow', NotAction: ['sts:Set*'] }] }, false],
  [{ Statement: [{ Effect: 'Deny', Action: 'sts:*' }] }, false],
  [{ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] }, false],
  [{ Statement: [7, null, { Effect: 'Allow' }] }, false],
  [{}, false],
  [null, false],
])('whether %j lets somebody set a source identity', (document, lets) => {
  expect(letsStamp(document)).toBe(lets);
});

const slow = (run: Check['run']): Check => ({ id: 'slow', title: 'Slow', about: 'waits', run });

it('one deadline ends what does not end, and says so', async () => {
  const done: string[] = [];
  const checks = [slow(() => new Promise(() => {})), program];
  const all = await examine(baseContext(), {}, ({ check }) => void done.push(check.id), {
    checks,
    within: 30,
  });
  expect(done).toEqual(['program', 'slow']);
  expect(all.map(({ result }) => result.status)).toEqual(['warning', 'ok']);
  expect(all[0]?.result.detail).toBe('It did not end within 0.03 s.');
});

it('a check that breaks is told as a bug without its words, and the others stand', async () => {
  const broken = slow(async () => {
    throw new TypeError('a secret');
  });
  const [first, second] = await examine(baseContext(), {}, () => {}, { checks: [broken, program] });
  expect(first?.result).toMatchObject({ status: 'warning' });
  expect(first?.result.detail).toMatch(/this is a bug \(TypeError/);
  expect(JSON.stringify(first?.result)).not.toContain('a secret');
  expect(second?.result.status).toBe('ok');
});

it('an interruption ends it', async () => {
  const controller = new AbortController();
  const reason = new SentinelError('interrupted', 'Interrupted.');
  const waiting = examine(baseContext(), { signal: controller.signal }, () => {}, {
    checks: [slow(() => new Promise(() => {}))],
  });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

it('foreign text is made visible, and cannot begin a line of ours', () => {
  const result = {
    status: 'problem' as const,
    detail: 'x\nok       Program: \u001b[2J\u202e',
    fix: ['a\nb'],
  };
  const text = lines({ check: program, result }, false);
  expect(text).toBe(
    'PROBLEM  Program: x\\nok       Program: \\x1b[2J\\u{202e}\n           > a\\nb\n',
  );
  expect(summary([{ check: program, result }], 'p\nq')).toBe(
    '0 ok, 0 warnings, 1 problem, 0 not checked: something stops access to [p\\nq].\n',
  );
});

it('several findings are told one by one, each with its fix', () => {
  const one = { status: 'problem' as const, detail: 'one', fix: ['mend one'] };
  const two = { status: 'warning' as const, detail: 'two', fix: ['mend two'] };
  const result = { ...one, items: [one, two] };
  expect(lines({ check: program, result }, false)).toBe(
    'PROBLEM  Program: 2 findings\n         one\n           > mend one\n         warning: two\n           > mend two\n',
  );
});

it('in the sandbox commands say so', () => {
  const result = {
    status: 'warning' as const,
    detail: '',
    fix: [
      'sentinel cache clear',
      'Ask: sentinel config validate x',
      'sentinel --sandbox login',
      'rm x',
    ],
  };
  const sandbox = { as: 'bob', url: '' };
  expect(inSandbox({ sandbox }, result).fix).toEqual([
    'sentinel --sandbox --as bob cache clear',
    'Ask: sentinel --sandbox --as bob config validate x',
    'sentinel --sandbox login',
    'rm x',
  ]);
  expect(inSandbox({}, result)).toEqual(result);
});
