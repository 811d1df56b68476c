/**
 * Every AWS call of an issue with every fault: no credentials without a verdict, the right exit code, a
 * sentence that says which service and what to do, and an end within ten seconds (see faults-world.ts).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { FAULT_KINDS, type FaultKind } from '../../src/sandbox/faults/kinds.ts';
import type { TestWorld } from '../gate/world.ts';
import { type AwsCall, type Outcome, openFaultWorld, underFault } from './faults-world.ts';

/** As many as vitest runs tests at a time. */
const WORLDS = 5;

const CALLS: readonly AwsCall[] = [
  { service: 'sts', action: 'GetCallerIdentity', profile: 'dev' },
  { service: 'ssm', action: 'GetParameter', profile: 'dev' },
  {
    service: 'ssm',
    action: 'GetParametersByPath',
    profile: 'dev',
    policyRef: 'ssm:/sentinel/parts/',
  },
  { service: 'sts', action: 'AssumeRole', profile: 'dev' },
  { service: 'sts', action: 'GetSessionToken', profile: 'prod-billing' },
  { service: 'sso', action: 'GetRoleCredentials', profile: 'staging-logs' },
  { service: 'sso-oidc', action: 'CreateToken', profile: 'staging-logs', refresh: true },
];

/** What must come of it. `clock`: AWS contradicts itself, so both a verdict on its time and a refusal are right. */
type Due = 'issued' | 'unavailable' | 'not_signed_in' | 'clock';

const DUE: Readonly<Record<FaultKind, Due>> = {
  latency: 'issued',
  timeout: 'unavailable',
  reset: 'unavailable',
  cut: 'unavailable',
  lost: 'unavailable',
  throttle: 'unavailable',
  server_error: 'unavailable',
  unavailable: 'unavailable',
  html: 'unavailable',
  half: 'unavailable',
  garbage: 'unavailable',
  wrong_date: 'clock',
  wrong_clock: 'clock',
  expired_token: 'not_signed_in',
};

const idle: TestWorld[] = [];
beforeAll(async () => {
  for (let i = 0; i < WORLDS; i++) idle.push(await openFaultWorld());
});
afterAll(async () => {
  expect(idle).toHaveLength(WORLDS);
  for (const world of idle) await world.close();
});

async function inWorld<T>(work: (world: TestWorld) => Promise<T>): Promise<T> {
  const world = idle.pop();
  if (!world) throw new Error('more tests at a time than worlds');
  try {
    return await work(world);
  } finally {
    idle.push(world);
  }
}

/** Credentials have a verdict and are on record; without them nobody holds any. */
function checkRecord({ issued, error, lines, live }: Outcome): void {
  if (issued) {
    expect(issued.assessment.verdict).toMatchObject({ effect: 'allow', rule: 'everybody' });
    expect(lines.map(({ event }) => event)).toEqual(['decision', 'issued']);
    expect(lines[1]).toMatchObject({
      effect: 'allow',
      access_key_id: issued.credentials.accessKeyId,
      request_id: lines[0]?.request_id,
    });
    expect(live).toBe(1);
  } else {
    expect(error?.next.join('')).not.toBe('');
    expect(lines.map(({ event }) => event)).not.toContain('issued');
    if (lines.length > 0) expect(lines.at(-1)?.event).toBe('failed');
    expect(live).toBe(0);
  }
}

const SENTENCES: Readonly<Record<Exclude<Due, 'issued' | 'clock'>, (service: string) => RegExp>> = {
  unavailable: (service) => new RegExp(`AWS ${service}\\b.* (does not answer|is at fault)`),
  not_signed_in: (service) =>
    service.startsWith('sso')
      ? /sign-in to company/
      : new RegExp(`have ended, says AWS ${service}`),
};
const EXITS = { unavailable: 7, not_signed_in: 6 } as const;

const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];

for (const call of CALLS) {
  describe.concurrent(`${call.service}:${call.action}`, () => {
    test.each(KINDS)('%s', async (kind) => {
      const fault = { kind, service: call.service, action: call.action };
      const outcome = await inWorld((world) => underFault(world, call, fault));
      checkRecord(outcome);
      const { issued, error } = outcome;
      const due = DUE[kind];
      if (due === 'issued') return expect(error).toBe(null);
      if (due === 'clock') {
        if (error) expect(error.message).toMatch(/clock|MFA/);
        return;
      }
      expect(issued).toBe(null);
      expect([error?.kind, error?.exitCode]).toEqual([due, EXITS[due]]);
      expect(error?.message).toMatch(SENTENCES[due](call.service));
    });
  });
}

describe.concurrent('a fault that passes is survived', () => {
  const passing: FaultKind[] = ['timeout', 'reset', 'throttle', 'server_error', 'html', 'half'];
  const again = CALLS.filter(({ profile, refresh }) => profile !== 'prod-billing' && !refresh);
  const cells = again.flatMap((call) => passing.map((kind) => [call, kind] as const));
  test.each(cells)('$service:$action $1', async (call, kind) => {
    const fault = { kind, service: call.service, action: call.action, times: 1 };
    const outcome = await inWorld((world) => underFault(world, call, fault));
    expect(outcome.error).toBe(null);
    checkRecord(outcome);
  });
});

describe.concurrent('every call of every service at once', () => {
  const [, , , dev, mfa, sso, refresh] = CALLS as [AwsCall, AwsCall, AwsCall, ...AwsCall[]];
  const cells = [dev, mfa, sso, refresh].flatMap((call) =>
    (['timeout', 'reset', 'throttle', 'half'] as const).map(
      (kind) => [call as AwsCall, kind] as const,
    ),
  );
  test.each(cells)('$profile $1', async (call, kind) => {
    const outcome = await inWorld((world) => underFault(world, call, { kind }));
    checkRecord(outcome);
    expect(outcome.error).toMatchObject({ kind: 'unavailable', exitCode: 7 });
  });
});

test('a deadline that ends a call says whose answer was missing', async () => {
  await inWorld(async (world) => {
    const { control } = world.sandbox;
    control.setFault({ kind: 'timeout' });
    const caller = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' };
    const sts = await world.context().aws.sts({ region: 'eu-central-1', credentials: caller });
    const deadline = new AbortController();
    const asked = sts.getCallerIdentity(deadline.signal);
    deadline.abort(new SentinelError('unavailable', 'Too late.', ['Try again.']));
    await expect(asked).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'Too late. AWS sts in eu-central-1 does not answer (GetCallerIdentity).',
      next: ['Try again.'],
    });
    control.clearFaults();
  });
});

describe.concurrent("all of AWS's clock is off from the machine's", () => {
  test.each([900_000, -900_000])('by %i ms: said, and issued', async (off) => {
    const outcome = await inWorld(async (world) => {
      world.sandbox.control.setClockOffset(off);
      try {
        const [, , , assumeRole] = CALLS as readonly AwsCall[];
        return await underFault(world, assumeRole as AwsCall, {
          kind: 'latency',
          milliseconds: 1,
        });
      } finally {
        world.sandbox.control.setClockOffset(0);
      }
    });
    expect(outcome.error).toBe(null);
    expect(outcome.issued?.notices.join()).toContain('15 min');
    checkRecord(outcome);
  });
});
