/** From `b` to the emergency shell, as it is typed at 2 a.m. */
import { afterEach, describe, expect, it } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { openTestConsole, type TestConsole, type TestOptions } from '../console/helpers/console.ts';
import { createWorld, OFFER, RULE, type World } from '../console/helpers/world.ts';

let screen: TestConsole;

async function open(world: Partial<World> = {}, options: TestOptions = {}): Promise<TestConsole> {
  screen = await openTestConsole({ columns: 90, rows: 28, ...options, world: createWorld(world) });
  await screen.press('j', 'j');
  await screen.waitFor(/❯ ◔ approval +prod/);
  return screen;
}

afterEach(() => screen.leave());

const WHY = 'The primary database is down; failing over by hand.';

async function fillIn(): Promise<void> {
  await screen.press('b', 'enter');
  await screen.type(WHY);
  await screen.press('enter');
  await screen.type('INC-4711');
  await screen.press('enter', 'enter');
  await screen.waitFor('break the glass into prod');
}

describe('break-glass', () => {
  it('takes six keys besides what is typed', async () => {
    await open();
    let keys = 0;
    const press = async (key: string) => {
      keys++;
      await screen.press(key);
    };
    await press('b');
    await press('enter');
    await screen.type(WHY);
    await press('enter');
    await screen.type('INC-4711');
    await press('enter');
    await press('enter');
    await screen.type('prod');
    await press('enter');
    expect(keys).toBe(6);
    await expect.poll(() => screen.world.shells.length).toBe(1);
    expect(screen.world.opened).toEqual([
      {
        profile: 'prod',
        form: { reasonCode: 'incident', justification: WHY, ticket: 'INC-4711', duration: '1h' },
      },
    ]);
    expect(screen.world.issued).toEqual([{ profile: 'prod', eventId: 'e'.repeat(16) }]);
    await screen.waitFor('prod: shell ended after 12 min, exit code 0.');
    await screen.waitFor(/❯ ! emergency +prod/);
  });

  it('takes it all in one burst too', async () => {
    await open();
    await screen.burst(`b\r${WHY}\rINC-4711\r\rprod\r`);
    await expect.poll(() => screen.world.opened.length).toBe(1);
    expect(screen.world.opened[0]?.form.justification).toBe(WHY);
    await expect.poll(() => screen.world.shells.length).toBe(1);
  });

  it('leaves what is typed behind the last Enter to the shell', async () => {
    await open({ shell: () => new Promise(() => {}) });
    await fillIn();
    await screen.burst('prod\raws sts get-caller-identity\r');
    await expect.poll(() => screen.world.shells.length).toBe(1);
    expect(screen.unread()).toBe('aws sts get-caller-identity\r');
  });

  it('counts characters live, as the reader sees them', async () => {
    await open();
    await screen.press('b', 'enter');
    expect(screen.screen()).toContain('0/20-1000');
    await screen.type('👩‍🚀 é');
    expect(screen.screen()).toContain('3/20-1000');
    await screen.press('backspace', 'backspace', 'backspace');
    expect(screen.screen()).toContain('0/20-1000');
  });

  it('wraps the justification and takes pastes with line breaks', async () => {
    await open();
    await screen.press('b', 'enter');
    await screen.paste(
      'first line\r\nsecond line, which is long enough to be wrapped at the edge of the field',
    );
    const text = screen.screen();
    expect(text).toMatch(/│ first line/);
    expect(text).toMatch(/│ second line, which is long enough to be wrapped at the edge of the/);
    expect(text).toMatch(/│ field/);
    await screen.press('ctrl+u');
    expect(screen.screen()).toContain('10/20-1000');
  });

  it('says what is wrong with a field when it is left, and goes on only when all is right', async () => {
    await open();
    await screen.press('b', 'enter');
    await screen.type('too short');
    await screen.press('enter');
    await screen.type('TKT-1');
    await screen.press('enter', 'ctrl+u');
    await screen.type('9h');
    await screen.press('enter');
    await screen.waitFor('! The justification needs 20 to 1000 characters; it has 9.');
    await screen.press('tab');
    await screen.waitFor('! The ticket must look like INC-*.');
    await screen.press('tab');
    await screen.waitFor('! The policy allows at most 2h here.');
    expect(screen.world.opened).toEqual([]);
  });

  it('offers only the reasons that the rule allows', async () => {
    await open();
    await screen.press('b');
    const text = await screen.waitFor('security');
    expect(text).toContain('recovery');
    expect(text).not.toContain('maintenance');
    await screen.press('down', 'enter');
    await screen.waitFor(/Reason +security/);
  });

  it('says on one page what is recorded, who is alerted and both clocks', async () => {
    await open();
    await fillIn();
    const text = screen.screen();
    expect(text).toMatch(/Window +1 h, until 03:00/);
    expect(text).toMatch(/Credentials +at most as long as the window/);
    expect(text).toMatch(/Recorded +in the ledger and the decision log/);
    expect(text).toContain('reason incident, ticket INC-4711');
    expect(text).toContain(`"${WHY}"`);
    expect(text).toContain('nobody: the rule names no one to alert');
    expect(text).toContain('type prod and press Enter');
  });

  it('claims no alert that is not sent', async () => {
    const rule = { ...RULE, alert: [{ sns: 'arn:aws:sns:eu-central-1:1:oncall' }] };
    await open({ offers: { prod: { ...OFFER, allowed: true, rule } as typeof OFFER } });
    await fillIn();
    expect(screen.screen()).toMatch(/nobody yet: this version sends no alerts/);
  });

  it('opens nothing on another name', async () => {
    await open();
    await fillIn();
    await screen.type('dev');
    await screen.press('enter');
    await screen.waitFor('! That is not prod. Nothing was opened.');
    expect(screen.world.opened).toEqual([]);
    expect(screen.world.holds.filter((hold) => hold === 'hold')).toHaveLength(1);
  });

  it('goes back from the confirm page with everything in place', async () => {
    await open();
    await fillIn();
    await screen.press('escape');
    await screen.waitFor(/❯ Duration +1h/);
    expect(screen.screen()).toContain(WHY);
  });

  it('keeps a draft through Esc and offers it again', async () => {
    await open();
    await screen.press('b', 'enter');
    await screen.type(WHY);
    await screen.press('enter');
    await screen.type('INC-9');
    await screen.press('escape');
    await screen.waitFor('Kept as a draft: b on prod brings it back.');
    expect(screen.world.drafts.get('prod')).toMatchObject({ justification: WHY, ticket: 'INC-9' });
    await screen.press('b');
    const text = await screen.waitFor('Your draft is back');
    expect(text).toContain(WHY);
    expect(text).toContain('INC-9');
  });

  it('saves while typing, so that a kill loses no more than the last moment', async () => {
    await open();
    await screen.press('b', 'enter');
    await screen.type('half a sentence');
    // No Esc, no exit: only what was saved on the way counts.
    await expect
      .poll(() => screen.world.drafts.get('prod')?.justification, { timeout: 1000 })
      .toBe('half a sentence');
    expect(screen.world.savedDrafts).toBeLessThan('half a sentence'.length);
  });

  it('forgets the draft once the glass is broken', async () => {
    await open();
    await fillIn();
    await screen.type('prod');
    await screen.press('enter');
    await expect.poll(() => screen.world.shells.length).toBe(1);
    expect(screen.world.drafts.has('prod')).toBe(false);
  });

  it('keeps form and draft, and gives the keyboard back, where it could not be recorded', async () => {
    await open({
      openBreakglass: async () => {
        throw new SentinelError('failed', 'The decision log cannot be written.', [
          'free some space',
        ]);
      },
    });
    await fillIn();
    await screen.type('prod');
    await screen.press('enter');
    await screen.waitFor('The decision log cannot be written.');
    expect(screen.world.holds.at(-1)).toBe('release');
    expect(screen.world.issued).toEqual([]);
    expect(screen.world.drafts.get('prod')?.justification).toBe(WHY);
    await screen.press('escape');
    await screen.waitFor(/❯ Duration/);
  });

  it.each([
    ['an allowed profile', ['g'], 'dev is allowed: break-glass is not needed.'],
    ['a server profile', ['j'], 'needs server mode (rule prod-databases-served)'],
    ['a final deny', ['j', 'j'], 'rule organisation-closed denies prod-org for good'],
  ])('says why it does not help %s', async (_what, keys, why) => {
    await open();
    await screen.press(...keys, 'b');
    await screen.waitFor(why);
    expect(screen.screen()).not.toContain('Justification');
  });

  it('says that it is off where it is off', async () => {
    await open({
      offers: { prod: { allowed: false, reason: 'Break-glass is off outside the sandbox.' } },
    });
    await screen.press('b');
    await screen.waitFor('Break-glass is off outside the sandbox.');
  });

  it('does not let a form be filled in vain where an alert is required', async () => {
    const rule = { ...RULE, notify: 'required' as const };
    await open({ offers: { prod: { ...OFFER, allowed: true, rule } as typeof OFFER } });
    await screen.press('b');
    await screen.waitFor('wants an alert sent first');
  });

  it('takes no letter for a chord in a short field, and no half emoji', async () => {
    await open();
    await screen.press('b', 'enter', 'enter');
    await screen.type('INC-1👩');
    await screen.press('ctrl+a', 'ctrl+e', 'backspace');
    await screen.waitFor(/❯ Ticket +INC-1 *\n/);
    await screen.press('ctrl+u');
    await screen.waitFor(/❯ Ticket *\n/);
    await screen.paste('INC-22\n');
    await screen.type('3');
    await screen.waitFor(/❯ Ticket +INC-223/);
  });

  it('shows where one types in a field that is longer than the screen', async () => {
    await open({}, { columns: 60, rows: 20 });
    await screen.press('b', 'enter', 'enter');
    await screen.type(`INC-${'0123456789'.repeat(8)}END`);
    await screen.waitFor(/END/);
    expect(screen.screen().split('\n').length).toBeLessThanOrEqual(20);
  });
});

describe('Enter on an allowed profile', () => {
  it('leaves forty characters of the same write to the shell', async () => {
    await open({ shell: () => new Promise(() => {}) });
    const typed = 'echo 0123456789 abcdefghij ABCDEFGHIJ 40';
    expect(typed).toHaveLength(40);
    await screen.press('g');
    await screen.burst(`\r${typed}`);
    await expect.poll(() => screen.world.shells.length).toBe(1);
    expect(screen.unread()).toBe(typed);
  });

  it('takes the keys back where nothing was issued', async () => {
    await open({
      issue: async () => {
        throw new SentinelError('denied', 'The policy has changed meanwhile.');
      },
    });
    await screen.press('g');
    await screen.burst('\r?');
    await screen.waitFor('KEYS');
    expect(screen.unread()).toBe('');
  });
});
