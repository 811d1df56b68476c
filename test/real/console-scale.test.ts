import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const COUNT = 500;
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** Five hundred profiles of one person in four regions: four groups, each asked for itself. */
function sections(): string {
  return Array.from({ length: COUNT }, (_, at) =>
    [
      `[profile team-${String(at).padStart(3, '0')}]`,
      `region = ${REGIONS[at % REGIONS.length]}`,
      'role_arn = arn:aws:iam::111122223333:role/Developer',
      'source_profile = alice',
      '',
    ].join('\n'),
  ).join('\n');
}

describe('hundreds of profiles and an AWS that takes its time', () => {
  let place: ConsolePlace;
  beforeAll(() => {
    place = openConsolePlace();
    // The sandbox is there, and so are its files.
    place.run(['sandbox']);
    appendFileSync(join(place.folder, 'sandbox/people/alice/config'), sections());
    place.run(['sandbox', 'fault', 'latency', 'sts', '--milliseconds', '1500']);
  });
  afterAll(() => place.end());

  it('they are there at once, verdicts are counted as they come, and the cursor stays', async () => {
    const pty = place.open({ columns: 100, rows: 30 });
    await pty.waitFor(/· checking +dev /);
    pty.type('/team-4\r');
    await pty.waitFor(/❯ · checking +team-4/);
    pty.press('j', 'j', 'j');
    const before = await pty.waitFor(/❯ · checking +team-403 /);
    await pty.waitFor(/verdicts \d+\/515/);
    const after = await pty.waitFor(/❯ ✗ deny +team-403 /);
    const lineOf = (screen: string) => screen.split('\n').findIndex((line) => line.includes('❯'));
    expect(lineOf(after)).toBe(lineOf(before));
    await pty.waitUntilGone(/verdicts \d+\//);
    expect(pty.screen()).not.toContain('checking');
    pty.press('ctrl+c');
    await pty.ended();
  });
});
