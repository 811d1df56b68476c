import { describe, expect, test } from 'vitest';
import { DEV_ROLE, type Keys, openSandbox, PROD_ROLE, refusal, STAMP } from '../open.ts';

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents';
const WHO = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

interface Shown {
  EventName: string;
  Username?: string;
  AccessKeyId?: string;
  CloudTrailEvent: string;
}

async function open() {
  const world = await openSandbox();
  return {
    ...world,
    lookUp: async (keys: Keys, input: object = {}) => {
      const answer = await world.json(keys, 'cloudtrail', TARGET, input);
      return JSON.parse(answer.text) as { Events: Shown[]; NextToken?: string; __type?: string };
    },
  };
}

const by = (AttributeKey: string, AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

describe('the stamp', () => {
  test('stands on every call of the session, and on the AssumeRole that set it', async () => {
    const { keysOf, assume, query, lookUp } = await open();
    const alice = keysOf('alice');
    const keys = await assume(alice, { RoleArn: DEV_ROLE });
    await query(keys, 'sts', WHO);
    const { Events } = await lookUp(keys, by('AccessKeyId', keys.accessKeyId));
    expect(Events.map((one) => [one.EventName, one.Username])).toEqual([
      ['GetCallerIdentity', 'alice'],
    ]);
    const event = JSON.parse(Events[0]?.CloudTrailEvent ?? '');
    expect(event.userIdentity).toMatchObject({
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/Developer/alice',
      accessKeyId: keys.accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: DEV_ROLE, userName: 'Developer' },
        sourceIdentity: STAMP,
      },
    });
    const assumed = (await lookUp(alice, by('EventName', 'AssumeRole'))).Events[0];
    expect(assumed?.AccessKeyId).toBe(alice.accessKeyId);
    expect(JSON.parse(assumed?.CloudTrailEvent ?? '')).toMatchObject({
      userIdentity: { type: 'IAMUser', userName: 'alice' },
      requestParameters: { roleArn: DEV_ROLE, roleSessionName: 'alice', sourceIdentity: STAMP },
      responseElements: { credentials: { accessKeyId: keys.accessKeyId }, sourceIdentity: STAMP },
      eventSource: 'sts.amazonaws.com',
      awsRegion: 'eu-central-1',
    });
  });

  test("is seen by both accounts where the role is another one's", async () => {
    const { keysOf, assume, lookUp } = await open();
    const keys = await assume(keysOf('alice'), { RoleArn: PROD_ROLE });
    const there = (await lookUp(keys, by('EventName', 'AssumeRole'))).Events[0];
    const here = (await lookUp(keysOf('alice'), by('EventName', 'AssumeRole'))).Events[0];
    const [theirs, ours] = [there, here].map((one) => JSON.parse(one?.CloudTrailEvent ?? ''));
    expect(theirs.userIdentity).toMatchObject({ type: 'AWSAccount', accountId: '111122223333' });
    expect(theirs.requestParameters.sourceIdentity).toBe(STAMP);
    expect(theirs.sharedEventID).toBe(ours.eventID);
    expect([theirs.recipientAccountId, ours.recipientAccountId]).toEqual([
      '333344445555',
      '111122223333',
    ]);
  });

  test('no secret is ever in an event', async () => {
    const { keysOf, assume, store } = await open();
    const keys = await assume(keysOf('alice'));
    const all = store.db
      .prepare('select body from events')
      .all()
      .map((row) => String(row['body']))
      .join();
    expect(all).toContain(keys.accessKeyId);
    expect(all).not.toContain(keys.secretAccessKey);
    expect(all).not.toContain(keys.sessionToken);
  });
});

test('a refused call is an event too, with its code', async () => {
  const { keysOf, assume, lookUp } = await open();
  await refusal(assume(keysOf('alice'), { SourceIdentity: undefined }));
  await refusal(assume(keysOf('alice'), { SourceIdentity: 'a:b' }));
  const { Events } = await lookUp(keysOf('alice'), by('EventName', 'AssumeRole'));
  const [colon, bare] = Events.map((one) => JSON.parse(one.CloudTrailEvent));
  expect(colon).toMatchObject({
    errorCode: 'ValidationError',
    requestParameters: { sourceIdentity: 'a:b' },
    responseElements: null,
  });
  expect(bare).toMatchObject({ errorCode: 'AccessDenied' });
  expect(bare.errorMessage).toContain('sts:AssumeRole');
  expect(bare.requestParameters).not.toHaveProperty('sourceIdentity');
});

describe('look-ups', () => {
  test('by user, newest first, in pages without a gap', async () => {
    const { keysOf, query, lookUp } = await open();
    const dave = keysOf('dave');
    for (let n = 0; n < 7; n += 1) await query(dave, 'sts', WHO);
    await query(keysOf('bob'), 'sts', WHO);
    const found: Shown[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await lookUp(keysOf('alice'), {
        ...by('Username', 'dave'),
        MaxResults: 3,
        ...(token && { NextToken: token }),
      });
      found.push(...page.Events);
      token = page.NextToken;
      pages += 1;
    } while (token !== undefined);
    const times = found.map((one) => Date.parse(JSON.parse(one.CloudTrailEvent).eventTime));
    expect(found.filter((one) => one.EventName === 'GetCallerIdentity')).toHaveLength(7);
    expect(found.every((one) => one.Username === 'dave')).toBe(true);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(pages).toBe(Math.ceil(found.length / 3));
  });

  test('within a time', async () => {
    const { keysOf, query, lookUp, sandbox } = await open();
    await query(keysOf('dave'), 'sts', WHO);
    sandbox.control.setClockOffset(3_600_000);
    const later = { ...WHO, Action: 'GetSessionToken' };
    await query(keysOf('dave'), 'sts', later);
    const half = Math.floor(Date.now() / 1000) + 1800;
    const names = async (input: object) =>
      (await lookUp(keysOf('alice'), { ...by('Username', 'dave'), ...input })).Events.map(
        (one) => one.EventName,
      );
    expect(await names({ StartTime: half })).toEqual(['GetSessionToken']);
    expect((await names({ EndTime: half }))[0]).toBe('GetCallerIdentity');
    const turned = await lookUp(keysOf('alice'), { StartTime: half, EndTime: half - 1 });
    expect(turned.__type).toBe('InvalidTimeRangeException');
  });

  test.each<[object, string]>([
    [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
    [{ NextToken: 'bogus' }, 'InvalidNextTokenException'],
    [by('ResourceName', 'x'), 'InvalidLookupAttributesException'],
    [
      {
        LookupAttributes: [
          ...by('Username', 'a').LookupAttributes,
          ...by('EventName', 'b').LookupAttributes,
        ],
      },
      'InvalidLookupAttributesException',
    ],
  ])('%j is refused', async (input, code) => {
    const { keysOf, lookUp } = await open();
    expect((await lookUp(keysOf('alice'), input)).__type).toBe(code);
  });
});
