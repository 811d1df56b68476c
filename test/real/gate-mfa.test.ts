/** An MFA code at a real terminal: of many that need one, one asks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPty } from '../helpers/pty.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());

const code = () => place.run(['sandbox', 'mfa-code']).out.match(/\d{6}/)?.[0] ?? '';

describe('without a terminal', () => {
  it.each(['credentials', 'exec'])('%s asks nobody, and says what is needed', (verb) => {
    const { code: exit, out, err } = place.run([verb, '-p', 'prod-billing']);
    expect([exit, out]).toEqual([6, '']);
    expect(err).toMatch(/needs a code of your MFA device arn:aws:iam::\d+:mfa\/alice/);
    expect(err).not.toMatch(/MFA code of/);
  });
});

describe('at a terminal', () => {
  it('of eight at once one asks, and all get the answer', async () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    const file = (one: number) => join(place.folder, `out-${one}`);
    const script = eight
      .map((one) => `sentinel credentials -p prod-billing >'${file(one)}' &`)
      .join('\n');
    const pty = openPty('sh', ['-c', `${script}\nwait\necho ALL-DONE`], { env: place.env });
    try {
      await pty.waitFor('MFA code of');
      pty.type(`${code()}\r`);
      await pty.waitFor('ALL-DONE');
      expect(pty.output().match(/MFA code of/g)).toHaveLength(1);
    } finally {
      await pty.close();
    }
    const outs = new Set(eight.map((one) => readFileSync(file(one), 'utf8')));
    expect(outs.size).toBe(1);
    expect(JSON.parse([...outs][0] ?? '')).toMatchObject({ Version: 1 });
  });

  it('it is not asked for again while what it bought lasts', () => {
    const { code: exit, out } = place.run([
      ...['exec', '-p', 'prod-billing', '--duration', '20m', '--'],
      ...['sh', '-c', 'echo $SENTINEL_PROFILE'],
    ]);
    expect([exit, out]).toEqual([0, 'prod-billing\n']);
  });
});
