/** Embedded AWSes for the fault table: one for each cell that runs at a time, since a fault befalls all its callers. */
import { readFileSync } from 'node:fs';
import { readDecisions } from '../../src/audit/read.ts';
import type { LogLine } from '../../src/audit/types.ts';
import { SentinelError } from '../../src/errors.ts';
import { issue } from '../../src/gate/issue.ts';
import type { Issued, IssueRequest } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import type { Fault } from '../../src/sandbox/faults/kinds.ts';
import { signIn } from '../../src/sso/sign-in.ts';
import { readToken, writeToken } from '../../src/sso/token-cache.ts';
import type { SsoStart } from '../../src/sso/types.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';

export interface AwsCall {
  readonly service: 'sts' | 'ssm' | 'sso' | 'sso-oidc';
  readonly action: string;
  /** A profile whose issue makes this call. */
  readonly profile: string;
  readonly policyRef?: string;
  /** The token has to be refreshed first. */
  readonly refresh?: true;
}

/** How an issue under a fault came out, and what it left. */
export interface Outcome {
  readonly issued: Issued | null;
  readonly error: SentinelError | null;
  /** Lines that the decision log has of it, oldest first. */
  readonly lines: readonly LogLine[];
  /** Sessions of it that somebody could hold credentials of. */
  readonly live: number;
}

const EVERYBODY = `version: "1"
timezone: UTC
rules:
  - {name: everybody, effect: allow, conditions: {}}
`;

export async function openFaultWorld(): Promise<TestWorld> {
  const world = await openWorld();
  world.sandbox.control.putParameter('/sentinel/policies/default', EVERYBODY);
  world.sandbox.control.putParameter('/sentinel/parts/one', EVERYBODY);
  return world;
}

/** Issues for a profile whose issue makes this call, while the fault befalls it. */
export async function underFault(world: TestWorld, call: AwsCall, fault: Fault): Promise<Outcome> {
  const { control } = world.sandbox;
  // A process of its own, as far as AWS's clients can tell: nothing is learned from the cell before.
  const ctx = world.context();
  const request = await requestFor(world, call);
  const before = (await readDecisions(ctx, { limit: 1 }))[0]?.seq ?? 0;
  const known = await liveSessions(world);
  control.setFault(fault);
  try {
    const issued = await inTime(issue(ctx, request)).catch((error: unknown) => error);
    const error = issued instanceof SentinelError ? issued : null;
    // Anything else is a bug, and the test's to see.
    if (issued instanceof Error && !error) throw issued;
    const lines = (await readDecisions(ctx, {})).filter(({ seq }) => seq > before).reverse();
    const live = [...(await liveSessions(world))].filter((id) => !known.has(id)).length;
    return { issued: error ? null : (issued as Issued), error, lines, live };
  } finally {
    control.clearFaults();
  }
}

/** What SDKs give a credential_process; the gate's own deadline ends it before. */
const BOUND = 10_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${BOUND} ms`)), BOUND);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function requestFor(world: TestWorld, call: AwsCall): Promise<IssueRequest> {
  if (call.profile === 'staging-logs') await signedIn(world, call.refresh === true);
  const mfa = call.profile === 'prod-billing' ? world.sandbox.control.mfaCode('alice') : null;
  return {
    profile: call.profile,
    mode: 'credential_process',
    noCache: true,
    ...(call.policyRef !== undefined && { policyRef: call.policyRef }),
    ...(mfa && { mfaCode: mfa.code }),
  };
}

/** @param ended the token's end has passed, and it can be refreshed. */
async function signedIn(world: TestWorld, ended: boolean): Promise<void> {
  const ctx = world.context();
  const start = companyStart(ctx.paths.awsConfig);
  await signIn(ctx, start, {
    flow: 'device',
    tell: ({ userCode }) => void world.sandbox.control.approveSignIn(userCode ?? '', 'alice'),
    pause: async () => {},
  });
  const token = readToken(ctx, start);
  if (ended && token) await writeToken(ctx, start, { ...token, expiresAt: Date.now() - 1000 });
}

function companyStart(awsConfig: string): SsoStart {
  const text = readFileSync(awsConfig, 'utf8');
  const value = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    session: 'company',
    startUrl: value('sso_start_url'),
    region: value('sso_region'),
    scopes: [value('sso_registration_scopes')],
  };
}

async function liveSessions(world: TestWorld): Promise<Set<string>> {
  const ledger = await openLedger(world.context());
  const rows = await ledger.listSessions({});
  ledger.close();
  return new Set(rows.filter(({ status }) => status !== 'ended').map(({ id }) => id));
}
