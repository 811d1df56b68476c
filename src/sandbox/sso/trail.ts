/** A person's calls of Identity Center, as CloudTrail records them (IAM Identity Center User Guide, "CloudTrail use cases"). */
import type { AwsFault } from '../fault.ts';
import type { TrailEvent } from '../trail/event.ts';
import { record } from '../trail/journal.ts';
import type { RestAction, RestCall } from './call.ts';

/** Only what somebody did: a client that nobody has signed in with is no identity yet. */
export function recordCall(call: RestCall, action: RestAction, fault: AwsFault | null): void {
  const { cloud, request } = call;
  const { directory } = cloud.world;
  const person = directory.people.find((one) => one.name === call.who.person);
  if (!person) return;
  const event: TrailEvent = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IdentityCenterUser',
      accountId: directory.account,
      onBehalfOf: {
        userId: person.name,
        identityStoreArn: `arn:aws:identitystore::${directory.account}:identitystore/d-0123456789`,
      },
    },
    eventTime: new Date(call.now).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'sso.amazonaws.com',
    eventName: action.name,
    awsRegion: directory.region,
    sourceIPAddress: request.sourceIp,
    userAgent: request.headers['user-agent'] ?? '',
    ...(fault && { errorCode: fault.code, errorMessage: fault.message }),
    requestParameters: parameters(call),
    responseElements: null,
    requestID: eventId(call),
    eventID: eventId(call),
    readOnly: action.readOnly,
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: directory.account,
    eventCategory: 'Management',
  };
  record(cloud.store, event, { username: person.signInName, accessKeyId: null });
}

/** What names no secret. */
function parameters(call: RestCall): Record<string, unknown> | null {
  const told = Object.entries(call.params).filter(([name]) =>
    ['account_id', 'role_name', 'grantType', 'clientId'].includes(name),
  );
  return told.length > 0 ? Object.fromEntries(told) : null;
}

function eventId(call: RestCall): string {
  const hex = Buffer.from(call.cloud.random(16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
