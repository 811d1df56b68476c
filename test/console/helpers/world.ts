/** A world for the console: realistic profiles, sessions and decisions, and ports that tell what was asked. */
import type { LogLine } from '../../../src/audit/types.ts';
import type {
  Answers,
  BreakglassForm,
  BreakglassOffer,
  ExplainedRule,
  Facts,
  IssuedSession,
  Ports,
  PreviewUpdate,
  ProfileRow,
  ShellEnd,
} from '../../../src/console/ports.ts';
import type { BreakglassEvent, SessionRow } from '../../../src/ledger/types.ts';
import { type BreakglassRule, DAYS, type Verdict } from '../../../src/policy/types.ts';
import type { Week } from '../../../src/policy/week.ts';
import type { SsoStart } from '../../../src/sso/types.ts';

// The console shows the machine's local time; tests run on machines in any zone.
process.env['TZ'] = 'UTC';

/** 2026-11-18 02:00:00 UTC, a Wednesday: when these things happen. */
export const NIGHT = Date.UTC(2026, 10, 18, 2, 0, 0);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    effect: 'allow',
    declaredEffect: 'allow',
    needs: null,
    rule: 'dev-for-everyone',
    ruleIndex: 0,
    reason: 'Development is open to everyone',
    matched: ['profiles'],
    maxDuration: null,
    maxServerDuration: null,
    sessionTable: null,
    unstamped: false,
    breakglass: 'possible',
    until: null,
    nextChange: null,
    evaluatedAt: NIGHT,
    timezone: 'Europe/Berlin',
    ...changes,
  };
}

export function profile(name: string, changes: Partial<ProfileRow> = {}): ProfileRow {
  return {
    name,
    roleArn: 'arn:aws:iam::111122223333:role/Developer',
    account: '111122223333',
    region: 'eu-central-1',
    verdict: verdict(),
    unstampable: null,
    assumed: false,
    problem: null,
    ...changes,
  };
}

const APPROVAL: Partial<Verdict> = {
  effect: 'require_approval',
  declaredEffect: 'require_approval',
  needs: 'approval',
  rule: 'prod-needs-approval',
  ruleIndex: 2,
  reason: 'Production needs a second pair of eyes',
};

/** One profile for every way a verdict can come out. */
export function profiles(): ProfileRow[] {
  const prod = { roleArn: 'arn:aws:iam::333344445555:role/ProdAdmin', account: '333344445555' };
  return [
    profile('dev'),
    profile('staging', { account: '222233334444' }),
    profile('prod', { ...prod, verdict: verdict({ ...APPROVAL, breakglass: 'possible' }) }),
    profile('prod-db', {
      ...prod,
      verdict: verdict({
        effect: 'deny',
        declaredEffect: 'require_server',
        needs: 'server',
        rule: 'prod-databases-served',
        ruleIndex: 3,
        reason: 'Database access must be revocable at once',
        breakglass: 'shut',
      }),
    }),
    profile('prod-org', {
      ...prod,
      verdict: verdict({
        effect: 'deny',
        declaredEffect: 'deny',
        rule: 'organisation-closed',
        ruleIndex: 4,
        reason: 'The organisation has its own pipeline',
        breakglass: 'shut',
      }),
    }),
    profile('day-deploy', {
      verdict: verdict({
        effect: 'deny',
        declaredEffect: 'deny',
        rule: null,
        ruleIndex: -1,
        reason: 'No rule lets you in here',
        nextChange: { at: NIGHT + 7 * HOUR, effect: 'allow' },
      }),
    }),
    profile('night-deploy', {
      verdict: verdict({
        until: NIGHT + 4 * HOUR,
        nextChange: { at: NIGHT + 4 * HOUR, effect: 'deny' },
      }),
    }),
    profile('analytics', {
      roleArn: null,
      verdict: null,
      problem: { kind: 'signin', text: 'analytics signs in through SSO', next: ['sentinel login'] },
    }),
    profile('own-keys', { roleArn: null, unstampable: 'it leads to no role' }),
  ];
}

export const COMPANY: SsoStart = {
  session: 'company',
  startUrl: 'https://company.awsapps.com/start',
  region: 'eu-central-1',
  scopes: ['sso:account:access'],
};

/** A profile whose base needs a sign-in. */
export function signedOut(name: string, start: SsoStart = COMPANY): ProfileRow {
  return profile(name, {
    verdict: null,
    problem: {
      kind: 'signin',
      text: `You are not signed in to ${start.session ?? start.startUrl}.`,
      next: ['Run: sentinel login --sso-session company'],
      need: { kind: 'sso', start },
    },
  });
}

export const FACTS: Facts = {
  name: 'alice',
  arn: 'arn:aws:iam::111122223333:user/alice',
  account: '111122223333',
  identityType: 'user',
  userId: 'AIDAEXAMPLEALICE',
  nameCounts: { counts: true, why: 'the name of an IAM user, set by AWS' },
  source: 'static keys of [alice]',
  policyRef: 'ssm:/sentinel/policies/default',
  policyVersion: 3,
  policyLoadedAt: NIGHT,
  region: 'eu-central-1',
  endpoint: null,
  skew: 0,
  signIn: [],
};

export const RULE: BreakglassRule = {
  name: 'oncall-emergency',
  users: ['alice'],
  allowedReasonCodes: ['incident', 'security', 'recovery'],
  maxDuration: 7200,
  ticket: 'INC-*',
  alert: [],
  notify: 'best_effort',
  closers: [],
};

export const OFFER: BreakglassOffer = { allowed: true, rule: RULE, ruleIndex: 0, until: null };

export function session(id: string, changes: Partial<SessionRow> = {}): SessionRow {
  return {
    id: id.padEnd(16, '0'),
    user: 'alice',
    principalArn: FACTS.arn,
    profile: 'dev',
    roleArn: 'arn:aws:iam::111122223333:role/Developer',
    mode: 'cli',
    sourceIdentity: 'sentinel=alice=direct=a1b2c3d4',
    requestId: 'a1b2c3d4',
    accessKeyId: 'ASIAEXAMPLE',
    kind: 'static',
    startedAt: NIGHT - 10 * MINUTE,
    credentialsExpireAt: NIGHT + 50 * MINUTE,
    windowEndsAt: null,
    lastAccessAt: null,
    requestCount: 0,
    logSeq: 7,
    logHash: 'f'.repeat(64),
    host: 'laptop',
    pid: 4711,
    grant: 'direct',
    status: 'active',
    version: 2,
    ...changes,
  };
}

export function event(changes: Partial<BreakglassEvent> = {}): BreakglassEvent {
  return {
    id: 'e'.repeat(16),
    requestId: 'b49cc2a6',
    invoker: 'alice',
    invokerArn: FACTS.arn,
    profile: 'prod',
    roleArn: 'arn:aws:iam::333344445555:role/ProdAdmin',
    account: '333344445555',
    reasonCode: 'incident',
    justification: 'the primary database is down',
    ticket: 'INC-4711',
    rule: RULE.name,
    duration: 3600,
    status: 'active',
    createdAt: NIGHT,
    expiresAt: NIGHT + HOUR,
    closedBy: null,
    closedReason: null,
    escalated: false,
    alerted: [],
    logSeq: 9,
    logHash: 'a'.repeat(64),
    version: 1,
    ...changes,
  };
}

export function logLine(seq: number, changes: Partial<LogLine> = {}): LogLine {
  return {
    event: 'decision',
    user: 'alice',
    principal_arn: FACTS.arn,
    account: '111122223333',
    profile: 'dev',
    role_arn: 'arn:aws:iam::111122223333:role/Developer',
    mode: 'cli',
    effect: 'allow',
    rule: 'dev-for-everyone',
    rule_index: 0,
    reason: 'Development is open to everyone',
    timestamp: new Date(NIGHT - seq * MINUTE).toISOString(),
    host: 'laptop',
    pid: 4711,
    seq,
    prev: '0'.repeat(64),
    hash: seq.toString(16).padStart(64, '0'),
    ...changes,
  };
}

export const EXPLAINED: readonly ExplainedRule[] = [
  {
    rule: 'dev-for-everyone',
    effect: 'allow',
    matched: false,
    conditions: ['profile prod is none of dev, dev-*'],
  },
  {
    rule: 'staging-oncall',
    effect: 'allow',
    matched: false,
    conditions: ['profile prod is none of staging'],
  },
  {
    rule: 'prod-needs-approval',
    effect: 'require_approval',
    matched: true,
    conditions: ['profiles', 'users'],
  },
  { rule: 'everything-else', effect: 'deny', matched: true, conditions: [] },
];

/** Denied all week, but for Friday from 9 to 17; made on the Wednesday of the night. */
export const WEEK: Week = {
  timezone: 'UTC',
  days: DAYS.map((_, index) => ({
    day: DAYS[(index + 1) % 7] as Week['days'][number]['day'],
    date: `2026-11-${16 + index}`,
    hours: Array.from({ length: 24 }, (_, hour) =>
      index === 4 && hour >= 9 && hour < 17 ? 'allow' : 'deny',
    ),
  })),
  now: { day: 2, hour: 2, passed: 0 },
  at: NIGHT,
};

/** What a test may change of the world, and what the console did in it. */
export interface World {
  now: number;
  updates: PreviewUpdate[];
  previews: number;
  sessions: SessionRow[];
  events: BreakglassEvent[];
  log: LogLine[];
  offers: Record<string, BreakglassOffer>;
  explained: readonly ExplainedRule[];
  week: Week;
  drafts: Map<string, BreakglassForm>;
  savedDrafts: number;
  opened: { profile: string; form: BreakglassForm }[];
  issued: { profile: string; eventId: string | null; mfaCode?: string }[];
  /** Sign-ins that were begun, and whether they were ended from here. */
  signIns: { start: SsoStart; signal: AbortSignal }[];
  shells: IssuedSession[];
  copied: string[];
  quits: number;
  suspends: number;
  /** Where the terminal is held and released, in order. */
  holds: string[];
  /** Replaced to make a step fail or wait. */
  issue: (profile: string, eventId: string | null, answers: Answers) => Promise<IssuedSession>;
  signIn: Ports['access']['signIn'];
  openBreakglass: (profile: string, form: BreakglassForm) => Promise<BreakglassEvent>;
  shell: (issued: IssuedSession) => Promise<ShellEnd>;
  preview: (tell: (update: PreviewUpdate) => void) => Promise<void>;
}

export function createWorld(changes: Partial<World> = {}): World {
  const world: World = {
    now: NIGHT,
    updates: [
      { type: 'facts', facts: FACTS },
      { type: 'rows', rows: profiles() },
    ],
    previews: 0,
    sessions: [],
    events: [],
    log: [],
    offers: {
      prod: OFFER,
      'day-deploy': { allowed: false, reason: 'no break-glass rule names alice' },
    },
    explained: EXPLAINED,
    week: WEEK,
    drafts: new Map(),
    savedDrafts: 0,
    opened: [],
    issued: [],
    signIns: [],
    shells: [],
    copied: [],
    quits: 0,
    suspends: 0,
    holds: [],
    issue: async (name) => ({
      sessionId: 'c'.repeat(16),
      profile: name,
      stamp: 'sentinel=alice=direct=a1b2c3d4',
      expiresAt: world.now + HOUR,
      windowEndsAt: null,
      notices: [],
    }),
    signIn: async () => ({ until: world.now + 8 * HOUR }),
    openBreakglass: async (name, form) => {
      const opened = event({ profile: name, ...form, duration: 3600 });
      world.events = [opened];
      return opened;
    },
    shell: async () => ({ exitCode: 0, signal: null, milliseconds: 12 * MINUTE }),
    preview: async (tell) => {
      for (const update of world.updates) tell(update);
    },
    ...changes,
  };
  return world;
}

/** Ports on such a world. `hold` and `release` also reach the fake keyboard, where there is one. */
export function portsOf(
  world: World,
  keyboard?: { hold(): void; release(): void },
  quit: () => void = () => {},
): Ports {
  return {
    now: () => world.now,
    profiles: {
      async preview(tell) {
        world.previews++;
        await world.preview(tell);
      },
      explain: async () => [...world.explained],
      week: async () => world.week,
      offer: async (name) =>
        world.offers[name] ?? { allowed: false, reason: 'no break-glass rule names alice' },
    },
    access: {
      issue(name, eventId, answers) {
        world.issued.push({ profile: name, eventId, ...answers });
        return world.issue(name, eventId, answers);
      },
      signIn(start, tell, signal) {
        world.signIns.push({ start, signal });
        return world.signIn(start, tell, signal);
      },
      openBreakglass(name, form) {
        world.opened.push({ profile: name, form });
        return world.openBreakglass(name, form);
      },
    },
    records: {
      sessions: async () => world.sessions,
      events: async () => world.events,
      decisions: async (limit) => world.log.slice(0, limit),
    },
    drafts: {
      load: async (name) => world.drafts.get(name) ?? null,
      async save(name, form) {
        world.savedDrafts++;
        world.drafts.set(name, form);
      },
      async drop(name) {
        world.drafts.delete(name);
      },
    },
    terminal: {
      hold() {
        world.holds.push('hold');
        keyboard?.hold();
      },
      release() {
        world.holds.push('release');
        keyboard?.release();
      },
      shell(issued) {
        world.shells.push(issued);
        return world.shell(issued);
      },
      async copy(text) {
        world.copied.push(text);
        return 'sent to the clipboard';
      },
      suspend() {
        world.suspends++;
      },
      quit() {
        world.quits++;
        quit();
      },
    },
  };
}
