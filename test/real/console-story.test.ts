import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { openTmux, type Tmux, tmuxMissing } from '../helpers/tmux.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const missing = tmuxMissing() || programMissing('aws');

describe.skipIf(missing)(`README’s story in tmux${missing ? ` (${missing})` : ''}`, () => {
  let place: ConsolePlace;
  let tmux: Tmux;

  beforeAll(async () => {
    place = openConsolePlace();
    tmux = await openTmux([`${place.folder}/sentinel`], {
      env: place.env,
      cwd: place.folder,
      columns: 120,
      rows: 36,
    });
  });
  afterAll(async () => {
    await tmux.close();
    await place.end();
  });

  it('shows every verdict before anything is asked', async () => {
    const screen = await tmux.waitFor(/❯ ✓ allow +dev /);
    for (const row of [
      /◔ approval +prod /,
      /⇄ server +prod-db/,
      /✗ deny +prod-org/,
      /\? sign in/,
    ]) {
      expect(screen).toMatch(row);
    }
    expect(screen).toContain('SANDBOX');
  });

  it('Enter opens a shell in which the AWS CLI works, and the trail names the stamp', async () => {
    await tmux.press('Enter');
    const banner = await tmux.waitFor(/stamp +sentinel=alice=direct=[0-9a-f]{8}/);
    const stamp = /sentinel=alice=direct=[0-9a-f]{8}/.exec(banner)?.[0];
    await tmux.waitFor(/ready>/);
    await tmux.type('aws sts get-caller-identity --query Arn\r');
    await tmux.waitFor('assumed-role/Developer/alice"');
    await tmux.type(
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=$AWS_ACCESS_KEY_ID --query "Events[].CloudTrailEvent" | grep -o "sourceIdentity[^,}]*" | head -1\r',
    );
    await tmux.waitFor(`${stamp}\\"`);
    const issued = place
      .decisions()
      .filter(({ event }) => event === 'issued')
      .at(-1);
    expect(issued).toMatchObject({ profile: 'dev', source_identity: stamp, stamped: true });
    expect(await tmux.ask('#{pane_title}')).toMatch(/^dev 0:5\d left$|^dev 1:00 left$/);
  });

  it('a direct AssumeRole without a stamp, or with a colon in it, is refused as AWS would', async () => {
    const assume =
      'env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_SESSION_TOKEN AWS_PROFILE=alice aws sts assume-role --role-arn arn:aws:iam::333344445555:role/ProdAdmin --role-session-name alice';
    await tmux.type(`clear; ${assume}\r`);
    await tmux.waitFor(/AccessDenied.*AssumeRole/s);
    await tmux.type(`clear; ${assume} --source-identity sentinel:alice:direct:a1b2c3d4\r`);
    await tmux.waitFor(/ValidationError.*sourceIdentity/s);
  });

  it('exit brings the console back with what is still live', async () => {
    await tmux.type('exit 3\r');
    await tmux.waitFor(/dev: shell ended after .*exit code 3/);
    await tmux.waitFor(/❯ ✓ allow +dev /);
  });

  it('a second shell starts below the first one’s words, not over them', async () => {
    await tmux.press('Enter');
    await tmux.waitFor(/exit goes back|`exit` goes back/);
    await tmux.waitFor(/ready>/);
    const screen = await tmux.screen();
    expect(screen.indexOf('exit 3')).toBeGreaterThan(-1);
    expect(screen.lastIndexOf('stamp ')).toBeGreaterThan(screen.indexOf('exit 3'));
    await tmux.type('exit\r');
    await tmux.waitFor(/dev: shell ended/);
  });

  it('production needs an approval; Enter says so and opens nothing', async () => {
    const before = place.decisions().length;
    await tmux.press('j', 'j', 'Enter');
    await tmux.waitFor(/prod needs an approval/);
    expect(place.decisions()).toHaveLength(before);
  });

  it('b breaks the glass: six keys besides the text, recorded before the shell opens', async () => {
    await tmux.press('b');
    await tmux.waitFor(/Justification/);
    await tmux.press('Enter');
    await tmux.type('orders database locked, customers cannot pay');
    await tmux.waitFor('44/20-1000');
    await tmux.press('Enter');
    await tmux.type('INC-4521');
    await tmux.press('Enter', 'Enter');
    const confirm = await tmux.waitFor(/To go on, type prod/);
    expect(confirm).toContain('orders database locked, customers cannot pay');
    expect(confirm).toContain('INC-4521');
    await tmux.type('prod');
    await tmux.press('Enter');
    await tmux.waitFor(/stamp +sentinel=alice=breakglass=[0-9a-f]{8}/);
    await tmux.waitFor(/ready>/);
    await tmux.type(
      'clear; aws rds delete-db-instance --db-instance-identifier prod-orders --skip-final-snapshot --query DBInstance.DBInstanceStatus\r',
    );
    await tmux.waitFor('"deleting"');
  });

  it('in the morning the log and the trail answer why', async () => {
    const [invoked, decision, issued] = place.decisions().slice(-3);
    expect(invoked).toMatchObject({ event: 'breakglass.invoked', reason_code: 'incident' });
    expect(decision).toMatchObject({
      event: 'decision',
      effect: 'allow',
      rule: 'oncall-emergency',
      reason: 'orders database locked, customers cannot pay',
      ticket: 'INC-4521',
      overridden: { effect: 'require_approval', rule: 'prod-needs-approval' },
    });
    expect(issued).toMatchObject({ event: 'issued', request_id: invoked?.['request_id'] });
    const deleted = place.trail('DeleteDBInstance', 'prod-readonly')[0];
    const session = deleted?.['userIdentity']?.['sessionContext'] as Record<string, unknown>;
    expect(session['sourceIdentity']).toBe(issued?.['source_identity']);
    expect(place.run(['audit', 'verify-log']).code).toBe(0);
  });

  it('the emergency is closed by its id; others may not, and what is out is said', () => {
    const listed = JSON.parse(place.run(['breakglass', 'list', '--json']).out);
    const [{ id, status, invoker }] = listed.events;
    expect({ status, invoker }).toEqual({ status: 'active', invoker: 'alice' });
    const close = ['breakglass', 'close', id.slice(0, 8), '--reason', 'failed over, all is well'];
    expect(place.run(['--as', 'dave', ...close]).code).toBe(3);
    expect(place.run(close)).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing more is issued under it'),
      err: expect.stringMatching(/credentials issued under it go on until 20/),
    });
    expect(place.run(['exec', '--profile', 'prod', '--', 'true']).code).toBe(4);
    expect(place.run(['breakglass', 'list']).out).toMatch(new RegExp(`^${id}  closed`));
    expect(place.decisions().some(({ event }) => event === 'breakglass.closed')).toBe(true);
  });

  it('q says what is still live and leaves the terminal as it was', async () => {
    await tmux.type('exit\r');
    await tmux.waitFor(/prod: shell ended/);
    await tmux.press('q');
    await tmux.waitFor(/still live: prod until/);
    expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
  });
});
