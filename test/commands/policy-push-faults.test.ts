import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_POLICY } from '../../src/sandbox/story/policies.ts';
import { LOOSER, NAME, openPolicyPlace, type PolicyPlace, REF, REGIONS } from './policy-place.ts';

let place: PolicyPlace;
beforeEach(async () => {
  place = await openPolicyPlace();
});
afterEach(() => place.world.close());

const [FIRST, SECOND] = REGIONS;
const counts = () => REGIONS.map((region) => place.newest(region)?.version);
const put = { service: 'ssm', action: 'PutParameter' } as const;
const OTHERS = `${ACCESS_POLICY}# of somebody else\n`;

describe('regions that fail', () => {
  it('goes on where it stopped when the second was down', async () => {
    const { control } = place.world.sandbox;
    control.setFault({ kind: 'unavailable', ...put, region: SECOND });
    const path = place.file('p.yaml', LOOSER);
    const half = await place.push([path, '--yes']);
    expect(half.code).toBe(7);
    expect(half.told).toContain(`It is in force in ${FIRST}, and not in ${SECOND}.`);
    expect(half.told).toContain(`sentinel policy push ${path} --ref ${REF}`);
    expect(counts()).toEqual([2, 1]);
    control.clearFaults();
    const rest = await place.push([path, '--yes']);
    expect([rest.code, rest.out]).toEqual([
      0,
      `${FIRST}: ${NAME} version 2, as it was\n${SECOND}: ${NAME} version 2 (was 1)\n`,
    ]);
    // What differs is shown for each of the two texts that were there.
    expect(rest.err).toContain(`== ${FIRST}\nThe texts are the same.`);
    expect(rest.err).toContain(`== ${SECOND}\n--- `);
  });

  it('writes nowhere when the first is down', async () => {
    place.world.sandbox.control.setFault({ kind: 'reset', ...put, region: FIRST });
    const { code, told } = await place.push([place.file('p.yaml', LOOSER), '--yes']);
    expect([code, counts()]).toEqual([7, [1, 1]]);
    expect(told).toContain('Nothing was pushed.');
  });

  it('writes the others when one in the middle is down', async () => {
    place.world.sandbox.control.setFault({ kind: 'unavailable', ...put, region: SECOND });
    const regions = `${FIRST},${SECOND},eu-west-1`;
    const { told } = await place.push([place.file('p.yaml', LOOSER), '--yes', '--region', regions]);
    expect(told).toContain(`in force in ${FIRST}, eu-west-1, and not in ${SECOND}`);
    expect(place.newest('eu-west-1')?.value).toBe(LOOSER);
  });

  it('writes nowhere when one cannot be read', async () => {
    place.world.sandbox.control.setFault({ kind: 'unavailable', service: 'ssm', region: SECOND });
    const { code, told } = await place.push([place.file('p.yaml', LOOSER), '--yes']);
    expect([code, counts()]).toEqual([7, [1, 1]]);
    expect(told).toContain(`Only the others: --region ${FIRST}`);
  });

  it('does not take its own lost answer for somebody else, or for a failure', async () => {
    place.world.sandbox.control.setFault({ kind: 'lost', ...put, region: FIRST });
    const { code, out } = await place.push([place.file('p.yaml', LOOSER), '--yes']);
    expect(code).toBe(0);
    expect(out).not.toContain('came');
    expect(REGIONS.map((region) => place.newest(region)?.value)).toEqual([LOOSER, LOOSER]);
    const fresh = await place.push([
      place.file('q.yaml', LOOSER),
      '--ref=ssm:/sentinel/fresh',
      '--yes',
    ]);
    expect(fresh.code).toBe(0);
    expect(place.newest(FIRST, '/sentinel/fresh')?.value).toBe(LOOSER);
  });
});

describe('somebody else at the same time', () => {
  it('is not overwritten where it was seen, and nothing more is written', async () => {
    let reads = 0;
    const { code, told } = await place.push([place.file('p.yaml', LOOSER), '--yes'], {
      change: (real, region) => ({
        readParameter: async (...asked) => {
          // The look before the diff was the first in each region; this one is right before the put.
          if (region === FIRST && ++reads === 2) place.write(FIRST, NAME, OTHERS);
          return real.readParameter(...asked);
        },
      }),
    });
    expect(code).toBe(1);
    expect(told).toContain(
      `${NAME} changed meanwhile: when the change was shown it was version 1, now it is version 2 by arn:aws:iam::111122223333:user/mallory`,
    );
    expect(told).toContain('Nothing was pushed.');
    expect(place.newest(FIRST)?.value).toBe(OTHERS);
    expect(place.newest(SECOND)?.version).toBe(1);
  });

  it('is told of where it came between the look and the put', async () => {
    const { code, out } = await place.push([place.file('p.yaml', LOOSER), '--yes'], {
      change: (real, region) => ({
        putParameter: async (...asked) => {
          if (region === SECOND) place.write(SECOND, NAME, OTHERS);
          return real.putParameter(...asked);
        },
      }),
    });
    expect(code).toBe(0);
    expect(out).toContain(
      `${SECOND}: Version 2 by arn:aws:iam::111122223333:user/mallory came between and is replaced now: look at it with sentinel policy pull ${REF} --version 2`,
    );
    const [, text = ''] = [0, (await place.pull([REF, '--version', '2', '--region', SECOND])).out];
    expect(text).toBe(OTHERS);
  });

  it('is told of where it came after', async () => {
    const { out } = await place.push([place.file('p.yaml', LOOSER), '--yes'], {
      change: (real, region) => ({
        putParameter: async (...asked) => {
          const done = await real.putParameter(...asked);
          if (region === FIRST) place.write(FIRST, NAME, OTHERS);
          return done;
        },
      }),
    });
    expect(out).toContain(
      `${FIRST}: After ours came version 3 by arn:aws:iam::111122223333:user/mallory`,
    );
  });

  it('made the parameter first', async () => {
    const { code, told } = await place.push(
      [place.file('p.yaml', LOOSER), '--ref', 'ssm:/sentinel/both', '--yes'],
      {
        change: (real) => ({
          putParameter: async (...asked) => {
            if (!place.newest(FIRST, '/sentinel/both'))
              place.write(FIRST, '/sentinel/both', OTHERS);
            return real.putParameter(...asked);
          },
        }),
      },
    );
    expect([code, place.newest(FIRST, '/sentinel/both')?.value]).toEqual([1, OTHERS]);
    expect(told).toContain('changed meanwhile');
  });
});
