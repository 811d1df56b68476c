/** The ports on the real gate, ledger and log, against the embedded AWS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPorts } from '../../src/console/adapters.ts';
import type { Facts, Ports, PreviewUpdate, ProfileRow } from '../../src/console/ports.ts';
import type { Context } from '../../src/context.ts';
import { detectCapabilities } from '../../src/terminal/capabilities.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import { openScreen } from '../helpers/screen.ts';

const WHY = 'The primary database is down; failing over by hand.';

let world: TestWorld;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

function portsFor(ctx: Context, flags: Record<string, string> = {}): Ports {
  return createPorts(
    ctx,
    { flags, positionals: [], rest: null },
    {
      keyboard: openScreen().keyboard,
      capabilities: detectCapabilities({ TERM: 'xterm' }, { isTTY: true }, 'linux'),
      suspend: (run) => run(),
      signal: new AbortController().signal,
      skew: () => 0,
      quit: () => {},
      lending: () => {},
    },
  );
}

async function preview(
  ports: Ports,
): Promise<{ rows: readonly ProfileRow[]; facts: Facts | null; updates: PreviewUpdate[] }> {
  const updates: PreviewUpdate[] = [];
  await ports.profiles.preview((update) => updates.push(update));
  const rows = updates.findLast((update) => update.type === 'rows');
  const facts = updates.findLast((update) => update.type === 'facts');
  return { rows: rows?.rows ?? [], facts: facts?.facts ?? null, updates };
}

describe('profiles', () => {
  it('tell who one is and a verdict for every profile', async () => {
    const { rows, facts, updates } = await preview(portsFor(world.context()));
    expect(updates.map(({ type }) => type).slice(-4)).toEqual(['facts', 'own', 'rows', 'progress']);
    const { length: of } = rows;
    expect(updates.at(-1)).toEqual({ type: 'progress', progress: { done: of, of } });
    expect(facts).toMatchObject({ name: 'alice', identityType: 'user', policyVersion: 1 });
    expect(facts?.nameCounts?.counts).toBe(true);
    expect(rows.find(({ name }) => name === 'dev')?.verdict?.effect).toBe('allow');
    expect(rows.find(({ name }) => name === 'prod')?.verdict?.effect).toBe('require_approval');
    expect(rows.every(({ verdict, problem }) => verdict || problem)).toBe(true);
  });

  it('explain and offer break-glass without asking AWS who one is again', async () => {
    const ports = portsFor(world.context());
    await preview(ports);
    const before = world.events().length;
    const rules = await ports.profiles.explain('prod');
    expect(rules.find(({ matched }) => matched)?.rule).toBe('prod-needs-approval');
    expect(rules[0]?.conditions.join()).toContain('profile prod is none of');
    const week = await ports.profiles.week('day-deploy');
    expect(week.days[0]?.hours.slice(5, 7)).toEqual(['deny', 'allow']);
    expect(week.at).toBeGreaterThan(0);
    const offer = await ports.profiles.offer('prod');
    expect(offer).toMatchObject({ allowed: true, rule: { name: 'oncall-emergency' } });
    const asked = world
      .events()
      .slice(before)
      .map(({ eventName }) => eventName);
    expect(asked).not.toContain('GetCallerIdentity');
  });

  it('say why there is no break-glass for somebody else', async () => {
    const ports = portsFor(world.context({ as: 'dave' }));
    await preview(ports);
    const offer = await ports.profiles.offer('prod');
    expect(offer).toEqual({ allowed: false, reason: expect.stringContaining('dave') });
  });

  it('say that nothing is set up where there is no profile', async () => {
    const ctx = world.context();
    const paths = {
      ...ctx.paths,
      awsConfig: '/nonexistent/config',
      awsCredentials: '/nonexistent/credentials',
    };
    const { updates } = await preview(portsFor({ ...ctx, paths }));
    expect(updates).toEqual([{ type: 'unconfigured' }]);
  });
});

describe('access', () => {
  it('issues nothing for what is not allowed, and says why', async () => {
    const ports = portsFor(world.context());
    await expect(ports.access.issue('prod', null, {})).rejects.toMatchObject({
      kind: 'approval_needed',
    });
  });

  it('goes from the form to stamped credentials under the event, all of it recorded', async () => {
    const ports = portsFor(world.context());
    await preview(ports);
    const opened = await ports.access.openBreakglass('prod', {
      reasonCode: 'incident',
      justification: WHY,
      ticket: 'INC-4711',
      duration: '1h',
    });
    const issued = await ports.access.issue('prod', opened.id, {});
    expect(issued.stamp).toBe(`sentinel=alice=breakglass=${opened.requestId}`);
    expect(Object.keys(issued)).not.toContain('credentials');
    expect((await ports.records.events()).map(({ id }) => id)).toEqual([opened.id]);
    const [session] = await ports.records.sessions();
    expect(session).toMatchObject({
      profile: 'prod',
      status: 'active',
      sourceIdentity: issued.stamp,
    });
    const log = await ports.records.decisions(10);
    expect(log.map(({ event }) => event).slice(0, 3)).toEqual([
      'issued',
      'decision',
      'breakglass.invoked',
    ]);
    expect(log[2]).toMatchObject({ justification: WHY, ticket: 'INC-4711' });
  });

  it('refuses to start a session inside a session, as exec does', async () => {
    const ctx = world.context({ env: { SENTINEL_SESSION_ID: 'x', SENTINEL_PROFILE: 'dev' } });
    await expect(portsFor(ctx).access.issue('dev', null, {})).rejects.toThrow(
      'inside a session of dev',
    );
  });
});

describe('drafts', () => {
  it('are kept for this person and profile, whoever reads them next', async () => {
    const form = {
      reasonCode: 'incident',
      justification: 'half a sen',
      ticket: '',
      duration: '1h',
    } as const;
    const first = portsFor(world.context());
    await preview(first);
    await first.drafts.save('prod', form);
    const second = portsFor(world.context());
    await preview(second);
    expect(await second.drafts.load('prod')).toEqual(form);
    expect(await second.drafts.load('dev')).toBeNull();
    await second.drafts.drop('prod');
    expect(await first.drafts.load('prod')).toBeNull();
  });
});
