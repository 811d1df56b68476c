/** `exec` and `credentials` of the built program, with the real AWS CLI at the other end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/audit/types.ts';
import type { Paths } from '../../src/context.ts';
import { parseStamp } from '../../src/identity/stamp.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { programMissing } from '../helpers/programs.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());

/** The decision log, oldest first. */
function log(): LogLine[] {
  const text = readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);
}

const aws = programMissing('aws');

describe.skipIf(aws)(`the AWS CLI${aws ? ` (${aws})` : ''}`, () => {
  it('works unchanged under exec, and CloudTrail has the stamp of screen and log', () => {
    const script = [
      'echo "$SENTINEL_SOURCE_IDENTITY"',
      'aws sts get-caller-identity --query Arn --output text',
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=$AWS_ACCESS_KEY_ID --query "Events[].CloudTrailEvent" --output json',
    ].join(' && ');
    const { code, out, err } = place.run(['exec', '--profile', 'dev', '--', 'sh', '-c', script]);
    expect([code, err]).toEqual([0, '']);
    const [stamp = '', arn, ...events] = out.split('\n');
    expect(arn).toBe('arn:aws:sts::111122223333:assumed-role/Developer/alice');
    expect(parseStamp(stamp)).toMatchObject({ user: 'alice', marker: 'direct' });
    const seen = JSON.parse(events.join('\n')).map((text: string) => JSON.parse(text));
    const call = seen.find((one: { eventName: string }) => one.eventName === 'GetCallerIdentity');
    expect(call.userIdentity.sessionContext.sourceIdentity).toBe(stamp);
    const issued = log().findLast((line) => line.event === 'issued');
    expect(issued).toMatchObject({
      source_identity: stamp,
      access_key_id: call.userIdentity.accessKeyId,
    });
  });

  it('takes credentials from credential_process', () => {
    const { code, out, err } = place.tool(
      'aws',
      [
        '--profile',
        'dev-tools',
        'sts',
        'get-caller-identity',
        '--query',
        'Arn',
        '--output',
        'text',
      ],
      place.toolEnv(),
    );
    expect([code, err]).toEqual([0, '']);
    expect(out.trim()).toBe('arn:aws:sts::111122223333:assumed-role/Developer/alice');
    expect(log().at(-1)).toMatchObject({
      event: 'issued',
      mode: 'credential_process',
      profile: 'dev-tools',
    });
  });

  it('is refused from the moment the grant ends, though AWS gives no keys that short', () => {
    const policy = place.file(
      'short.yaml',
      'version: "1"\nrules:\n  - {name: short, effect: allow, conditions: {}, max_duration: 6s}\n',
    );
    const { out, err } = place.run([
      'exec',
      '--profile=dev',
      `--policy=file:${policy}`,
      '--',
      'sh',
      '-c',
      // The CLI's own look at the expiry is switched off: AWS itself is to refuse.
      'unset AWS_CREDENTIAL_EXPIRATION; aws s3 ls >/dev/null && echo worked; while aws s3 ls >/dev/null; do sleep 0.3; done; echo refused',
    ]);
    expect(out).toBe('worked\nrefused\n');
    expect(err).toMatch(/AccessDenied/);
  });

  it('may not assume the role past Sentinel, nor with a stamp that AWS does not take', () => {
    const env = { ...place.toolEnv(), AWS_PROFILE: 'alice', AWS_REGION: 'eu-central-1' };
    const words = (...more: string[]) => [
      'sts',
      'assume-role',
      '--role-arn=arn:aws:iam::111122223333:role/Developer',
      '--role-session-name=alice',
      ...more,
    ];
    expect(place.tool('aws', words(), env).err).toMatch(/AccessDenied/);
    const colon = place.tool('aws', words('--source-identity=sentinel:alice:direct:a1b2c3d4'), env);
    expect(colon.err).toMatch(/ValidationError/);
  });
});

describe('credentials', () => {
  it('prints one JSON object and nothing else', () => {
    const { code, out, err } = place.run(['credentials', '--profile', 'dev']);
    expect([code, err]).toEqual([0, '']);
    expect(Buffer.byteLength(out)).toBeLessThan(8192);
    const found = JSON.parse(out);
    expect(found).toEqual({
      Version: 1,
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      AccountId: '111122223333',
    });
    expect(out).toBe(`${JSON.stringify(found)}\n`);
  });

  it.each([
    ['prod', 4, /approval/],
    ['prod-db', 5, /server mode/],
    ['prod-org', 3, /organisation-closed/],
    ['analytics', 6, /not signed in/],
    ['alice', 3, /cannot carry a stamp/],
    ['nobody', 2, /no profile "nobody"/],
  ])('prints nothing but one line on stderr for %s (exit %i)', (profile, exit, line) => {
    const { code, out, err } = place.run(['credentials', '--profile', profile]);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toMatch(line);
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('prints nothing where the log cannot be written', () => {
    const { code, out, err } = place.run(['credentials', '-p', 'dev', '--log-file', '/dev/full']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/no space left/);
  });

  it.each([
    [
      'a full disk',
      'sentinel credentials -p dev --no-cache >/dev/full; echo "code $?"',
      /ENOSPC|no space/,
    ],
    [
      'a reader that has gone',
      '{ sentinel credentials -p dev --no-cache; echo "code $?" >&2; } | true',
      /has gone/,
    ],
  ])('is an error where nobody gets them, and their session is over: %s', async (_, line, why) => {
    const { out, err } = place.tool('sh', ['-c', line]);
    expect(out + err).toContain('code 1\n');
    expect(err).toMatch(why);
    expect(err).toMatch(/^sentinel: The credentials could not be written/);
    const clock = { now: () => Date.now() };
    const paths = { state: join(place.folder, 'sandbox/state') } as Paths;
    const ledger = await openLedger({ paths, clock });
    const [row] = await ledger.listSessions({ limit: 1 });
    ledger.close();
    expect(row).toMatchObject({ profile: 'dev', status: 'ended' });
  });

  it('prints nothing where the policy is broken', () => {
    const policy = place.file(
      'broken.yaml',
      'version: "1"\nrules:\n  - {name: x, efect: allow, conditions: {}}\n',
    );
    const { code, out, err } = place.run([
      'credentials',
      '-p',
      'dev',
      '--policy',
      `file:${policy}`,
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/does not pass: line 3/);
    expect(err.match(/\n/g)).toHaveLength(1);
  });

  it('writes the log where it is told to', () => {
    const file = join(place.folder, 'more.jsonl');
    const { code, err } = place.run([
      'credentials',
      '-p',
      'dev',
      '--no-cache',
      '--log-file',
      file,
      '--log-stderr',
    ]);
    expect(code).toBe(0);
    const lines = readFileSync(file, 'utf8');
    expect(lines).toBe(err);
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['decision', 'issued']);
  });
});

describe('output that is lost', () => {
  it('is no success on a full disk', () => {
    const { code, err } = place.tool('sh', ['-c', 'sentinel whoami >/dev/full']);
    expect([code, err]).toEqual([1, 'sentinel: stdout cannot be written (ENOSPC).\n']);
  });

  it('is nothing to speak of where a reader has enough', () => {
    const line = '{ sentinel whoami; echo "code $?" >&2; } | true';
    expect(place.tool('sh', ['-c', line])).toEqual({ code: 0, out: '', err: 'code 0\n' });
  });
});

describe('whoami', () => {
  it('is who AWS says', () => {
    const { code, out } = place.run(['whoami', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      arn: 'arn:aws:iam::111122223333:user/alice',
      account_id: '111122223333',
      identity_type: 'user',
      raw_username: 'alice',
      policy_username: 'alice',
      name_counts: true,
      role: null,
      stampable: true,
      source: 'static keys of [alice]',
    });
    expect(place.run(['whoami', '--as', 'bob']).out).toMatch(/user\/bob/);
  });
});

const faketime = programMissing('faketime');

describe.skipIf(faketime)(`a machine clock 14 hours off${faketime ? ` (${faketime})` : ''}`, () => {
  it.each(['+14h', '-14h'])('changes no verdict, and is said: %s', (off) => {
    const hour = (hours: number) =>
      new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
    const policy = place.file(
      'window.yaml',
      [
        'version: "1"',
        'timezone: UTC',
        'rules:',
        `  - {name: now, effect: allow, conditions: {profiles: [dev], time: {hours: {start: "${hour(-2)}", end: "${hour(2)}"}}}}`,
        `  - {name: then, effect: allow, conditions: {profiles: [staging], time: {hours: {start: "${hour(12)}", end: "${hour(16)}"}}}}`,
        `  - {name: before, effect: allow, conditions: {profiles: [staging], time: {hours: {start: "${hour(-16)}", end: "${hour(-12)}"}}}}`,
        '',
      ].join('\n'),
    );
    const run = (profile: string) =>
      place.tool('faketime', [
        '-f',
        off,
        join(place.folder, 'sentinel'),
        'exec',
        '-p',
        profile,
        '--policy',
        `file:${policy}`,
        '--',
        'echo',
        'in',
      ]);
    const open = run('dev');
    expect([open.code, open.out]).toEqual([0, 'in\n']);
    expect(open.err).toMatch(/clock is 14 h (ahead of|behind) AWS's. AWS's time counts./);
    const shut = run('staging');
    expect([shut.code, shut.out]).toEqual([3, '']);
  });
});
