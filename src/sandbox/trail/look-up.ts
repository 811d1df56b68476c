/** CloudTrail LookupEvents: this account's and region's events, newest first, in pages. */
import { type Call, type Output, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { COLUMNS, type Entry, findEvents } from './journal.ts';

export function lookupEvents(call: Call): Output {
  const limit = Number(text(call, 'MaxResults') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) {
    throw new AwsFault(
      'InvalidMaxResultsException',
      'The specified maximum results value is not valid. Specify a value between 1 and 50.',
    );
  }
  const where = readAttribute(call);
  const { from, to } = readRange(call);
  const before = readToken(call);
  const entries = findEvents(call.cloud.store, {
    account: call.caller.account,
    region: call.region,
    ...(where && { where }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(before !== undefined && { before }),
    limit: limit + 1,
  });
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  return {
    Events: page.map(render),
    ...(entries.length > limit && last && { NextToken: token(last.id) }),
  };
}

function readAttribute(call: Call) {
  const list = call.params['LookupAttributes'];
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
  const one: unknown = Array.isArray(list) && list.length === 1 ? list[0] : undefined;
  if (typeof one !== 'object' || one === null) {
    throw new AwsFault(
      'InvalidLookupAttributesException',
      'You can specify only one lookup attribute.',
    );
  }
  const { AttributeKey: key, AttributeValue: value } = one as Record<string, unknown>;
  const column = COLUMNS[key as keyof typeof COLUMNS];
  if (column === undefined) {
    throw new AwsFault(
      'InvalidLookupAttributesException',
      `The sandbox looks events up by ${Object.keys(COLUMNS).join(', ')}, not by ${String(key)}.`,
    );
  }
  return { column, value: String(value) };
}

function readRange(call: Call): { from?: number; to?: number } {
  const from = call.params['StartTime'];
  const to = call.params['EndTime'];
  if (typeof from === 'number' && typeof to === 'number' && from > to) {
    throw new AwsFault(
      'InvalidTimeRangeException',
      'The specified time range is not valid: the start time is after the end time.',
    );
  }
  return {
    ...(typeof from === 'number' && { from: from * 1000 }),
    ...(typeof to === 'number' && { to: to * 1000 }),
  };
}

function render({ event, username, accessKeyId }: Entry): Record<string, unknown> {
  const resources = (event['resources'] ?? []) as { type: string; ARN: string }[];
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    ...(accessKeyId !== null && { AccessKeyId: accessKeyId }),
    EventTime: Date.parse(event.eventTime) / 1000,
    EventSource: event.eventSource,
    ...(username !== null && { Username: username }),
    Resources: resources.map((one) => ({ ResourceType: one.type, ResourceName: one.ARN })),
    CloudTrailEvent: JSON.stringify(event),
  };
}

function token(id: number): string {
  return Buffer.from(`before:${id}`).toString('base64');
}

function readToken(call: Call): number | undefined {
  const given = text(call, 'NextToken');
  if (given === undefined) return undefined;
  const match = /^before:(\d+)$/.exec(Buffer.from(given, 'base64').toString());
  if (!match) throw new AwsFault('InvalidNextTokenException', 'The specified token is not valid.');
  return Number(match[1]);
}
