import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifetimeOf, sessionPolicy } from '../../src/gate/lifetime.ts';

const AT = Date.parse('2026-11-20T12:00:00Z');
const plain = { at: AT, wished: null, caps: [], grantEnds: null, chained: false };
const inMinutes = (minutes: number) => AT + minutes * 60_000;

describe('lifetimeOf', () => {
  it('is an hour where nothing else is said', () => {
    expect(lifetimeOf(plain)).toMatchObject({
      seconds: 3600,
      endsBy: null,
      granted: 3600,
      notices: [],
    });
  });

  it('is cut by a cap, and says so', () => {
    const caps = [{ seconds: 1800, by: 'the cap of rule "r"' }];
    expect(lifetimeOf({ ...plain, wished: 7200, caps })).toEqual({
      capped: 1800,
      seconds: 1800,
      endsBy: null,
      granted: 1800,
      notices: ['Duration 2h cut to 30m: the cap of rule "r".'],
    });
    // Nobody asked for more: nothing to say.
    expect(lifetimeOf({ ...plain, caps }).notices).toEqual([]);
  });

  it('is an hour at most when chained, twelve otherwise', () => {
    expect(lifetimeOf({ ...plain, wished: 86_400 }).seconds).toBe(43_200);
    expect(lifetimeOf({ ...plain, wished: 86_400, chained: true }).seconds).toBe(3600);
  });

  it('has AWS end it where the grant is shorter than AWS can give', () => {
    expect(lifetimeOf({ ...plain, grantEnds: inMinutes(5) })).toMatchObject({
      seconds: 900,
      endsBy: inMinutes(5),
      granted: 300,
    });
    const caps = [{ seconds: 300, by: 'x' }];
    expect(lifetimeOf({ ...plain, caps })).toMatchObject({ seconds: 900, endsBy: inMinutes(5) });
  });

  it('has AWS end it at a window that closes within the hour, to the instant', () => {
    expect(lifetimeOf({ ...plain, grantEnds: inMinutes(30) })).toMatchObject({
      seconds: 1800,
      endsBy: inMinutes(30),
    });
    expect(lifetimeOf({ ...plain, grantEnds: inMinutes(60) }).endsBy).toBe(inMinutes(60));
    expect(lifetimeOf({ ...plain, grantEnds: inMinutes(180) }).endsBy).toBeNull();
  });

  it('never outlives its grant, nor leaves what AWS takes', () => {
    const seconds = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(
        fc.option(seconds),
        fc.array(seconds, { maxLength: 3 }),
        fc.option(fc.integer({ min: 1, max: 100_000_000 })),
        fc.boolean(),
        (wished, caps, ends, chained) => {
          const grantEnds = ends === null ? null : AT + ends;
          const found = lifetimeOf({
            at: AT,
            wished,
            caps: caps.map((cap) => ({ seconds: cap, by: 'x' })),
            grantEnds,
            chained,
          });
          expect(found.seconds).toBeGreaterThanOrEqual(900);
          expect(found.seconds).toBeLessThanOrEqual(chained ? 3600 : 43_200);
          // AssumeRole may come up to a minute after the decision.
          const end = Math.min(found.endsBy ?? Number.POSITIVE_INFINITY, AT + found.seconds * 1000);
          if (grantEnds !== null && found.endsBy === null)
            expect(end + 60_000).toBeLessThanOrEqual(grantEnds);
          if (grantEnds !== null) expect(end).toBeLessThanOrEqual(grantEnds);
          for (const cap of caps) expect(end).toBeLessThanOrEqual(AT + cap * 1000);
          if (wished !== null) expect(end).toBeLessThanOrEqual(AT + wished * 1000);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('sessionPolicy', () => {
  it('lets everything through until the second before, and nothing after', () => {
    const policy = JSON.parse(sessionPolicy(Date.parse('2026-11-20T18:00:00.900Z')));
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-11-20T18:00:00Z' } },
        },
      ],
    });
  });

  it('fits into what AWS takes', () => {
    expect(sessionPolicy(AT).length).toBeLessThan(2048);
  });
});
