/** Importable by scripts too, so nothing of the test runner in here. */
import { randomBytes } from 'node:crypto';
import type { BreakglassForm } from '../../src/breakglass/form.ts';
import type { Context } from '../../src/context.ts';
import type { Assessment, BreakglassState } from '../../src/gate/types.ts';
import type { Principal } from '../../src/identity/types.ts';
import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { parseAccessPolicy, parseBreakglassPolicy } from '../../src/policy/parse.ts';

/** Friday, 2026-11-20 02:00 UTC. */
export const T0 = Date.UTC(2026, 10, 20, 2);
export const ROLE = 'arn:aws:iam::111122223333:role/ProdAdmin';

export const FORM: BreakglassForm = {
  reasonCode: 'incident',
  justification: 'The database does not answer.',
  ticket: 'INC-4711',
  duration: '1h',
};

const ACCESS = `
version: "1"
timezone: UTC
rules:
  - {name: day, effect: allow, conditions: {profiles: [dev], time: {hours: {start: "09:00", end: "18:00"}}}}
  - {name: prod-approval, effect: require_approval, conditions: {profiles: [prod, "it's"]}}
  - {name: vault-never, effect: deny, conditions: {profiles: [vault]}, breakglass: never}
`;

const BREAKGLASS = `
version: "1"
timezone: UTC
groups: {leads: [carol]}
rules:
  - name: on-call
    profiles: [prod, dev, "it's"]
    users: [alice]
    allowed_reason_codes: [incident, security]
    max_duration: 2h
    ticket: "INC-*"
    notify: best_effort
    closers: [leads]
  - name: strict
    profiles: [prod]
    users: [bob]
    max_duration: 1h
`;

export function user(name: string): Principal {
  return {
    arn: `arn:aws:iam::111122223333:user/${name}`,
    account: '111122223333',
    partition: 'aws',
    type: 'user',
    role: null,
    rawName: name,
    userId: 'AIDAEXAMPLE',
  };
}

/** What the gate would have assessed, `skew` milliseconds ahead of the machine's clock. */
export async function assessment(
  changes: Partial<Assessment> & { profile?: string } = {},
): Promise<Assessment> {
  const { profile = 'prod', ...rest } = changes;
  const policy = await parseAccessPolicy(ACCESS, 'file:access.yaml');
  const principal = rest.principal ?? user('alice');
  const request = { profile, mode: 'cli' } as const;
  const asked = { ...request, principal, roleArn: ROLE, account: '111122223333' };
  return {
    request,
    principal,
    source: `static keys of [${principal.rawName}]`,
    roleArn: ROLE,
    account: '111122223333',
    region: 'us-east-1',
    access: {
      policy,
      ref: 'file:access.yaml',
      version: null,
      sha256: 'a'.repeat(64),
      loadedAt: null,
    },
    verdict: evaluate(prepare(policy), asked, T0),
    skew: null,
    ...rest,
  };
}

/** The break-glass policy, changed as text. */
export async function policyState(change = (text: string) => text): Promise<BreakglassState> {
  const policy = await parseBreakglassPolicy(change(BREAKGLASS), 'ssm:/bg');
  return {
    on: true,
    loaded: { policy, ref: 'ssm:/bg', version: 3, sha256: 'b'.repeat(64), loadedAt: T0 },
  };
}

/** @param now what the machine's clock says. */
export function context(state: string, now: () => number = () => T0): Context {
  return {
    env: {},
    platform: process.platform,
    host: 'laptop',
    pid: process.pid,
    self: [process.execPath, ''],
    paths: {
      config: `${state}/config.yaml`,
      state,
      cache: '',
      runtime: '',
      awsConfig: '',
      awsCredentials: '',
      ssoCache: '',
      systemConfig: null,
    },
    clock: { now },
    random: (bytes) => randomBytes(bytes),
    stdio: process,
    aws: {
      sts: () => Promise.reject(new Error('no AWS')),
      ssm: () => Promise.reject(new Error('no AWS')),
      ssmStore: () => Promise.reject(new Error('no AWS')),
      iam: () => Promise.reject(new Error('no AWS')),
      stsWebIdentity: () => Promise.reject(new Error('no AWS')),
      ssoPortal: () => Promise.reject(new Error('no AWS')),
      ssoOidc: () => Promise.reject(new Error('no AWS')),
      instanceCredentials: () => Promise.reject(new Error('no AWS')),
      containerCredentials: () => Promise.reject(new Error('no AWS')),
      channel: () => ({ name: '', notices: [] }),
      withEndpoints() {
        return this;
      },
    },
    spawn: () => {
      throw new Error('no spawn');
    },
    childEnv: {},
  };
}
