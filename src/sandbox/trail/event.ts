/** One call as CloudTrail records it (CloudTrail User Guide, "Record contents" and "userIdentity"). */
import type { Caller } from '../caller.ts';
import type { Call, Service } from '../cloud.ts';
import type { AwsFault } from '../fault.ts';

export interface TrailEvent extends Readonly<Record<string, unknown>> {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventTime: string;
  readonly recipientAccountId: string;
  readonly awsRegion: string;
  readonly readOnly: boolean;
}

export function makeEvent(
  call: Call,
  service: Service,
  action: { readonly name: string; readonly readOnly: boolean },
  fault: AwsFault | null,
  eventID: string,
): TrailEvent {
  const { trail } = call;
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call.caller),
    eventTime: new Date(call.now).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: service.source,
    eventName: EVENT_NAMES[action.name] ?? action.name,
    awsRegion: service.region ?? call.region,
    sourceIPAddress: call.sourceIp,
    userAgent: call.userAgent,
    ...(fault && {
      errorCode: errorCode(service, fault),
      errorMessage: fault.message,
    }),
    requestParameters: trail.requestParameters ?? null,
    responseElements: fault ? null : (trail.responseElements ?? null),
    requestID: call.requestId,
    eventID,
    readOnly: action.readOnly,
    ...(trail.resources && {
      resources: trail.resources.map((one) => ({
        accountId: one.account,
        type: one.type,
        ARN: one.arn,
      })),
    }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.caller.account,
    eventCategory: 'Management',
  };
}

/** The same event as the account sees it whose role somebody of another account assumed. */
export function sharedEvent(
  event: TrailEvent,
  caller: Caller,
  account: string,
  eventID: string,
): TrailEvent {
  return {
    ...event,
    userIdentity: { type: 'AWSAccount', principalId: caller.userId, accountId: caller.account },
    eventID,
    sharedEventID: event.eventID,
    recipientAccountId: account,
  };
}

/** S3's IAM actions and CloudTrail's names for them differ. */
const EVENT_NAMES: Readonly<Record<string, string>> = {
  ListAllMyBuckets: 'ListBuckets',
  ListBucket: 'ListObjects',
};

function errorCode(service: Service, fault: AwsFault): string {
  if (service.protocol === 'ec2') return `Client.${fault.code}`;
  return fault.code === 'AccessDeniedException' ? 'AccessDenied' : fault.code;
}

function userIdentity(caller: Caller): Record<string, unknown> {
  const shared = {
    principalId: caller.userId,
    arn: caller.arn,
    accountId: caller.account,
    accessKeyId: caller.accessKeyId,
  };
  if (caller.type === 'user') {
    return {
      type: 'IAMUser',
      ...shared,
      userName: caller.userName,
      ...(caller.temporary && { sessionContext: { attributes: attributes(caller) } }),
    };
  }
  if (caller.type === 'federated-user') return { type: 'FederatedUser', ...shared };
  return {
    type: 'AssumedRole',
    ...shared,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: caller.role?.id,
        arn: caller.role?.arn,
        accountId: caller.account,
        userName: caller.role?.name,
      },
      attributes: attributes(caller),
      ...(caller.sourceIdentity !== undefined && { sourceIdentity: caller.sourceIdentity }),
    },
  };
}

function attributes(caller: Caller): Record<string, string> {
  return {
    creationDate: new Date(caller.issuedAt ?? 0).toISOString().replace('.000Z', 'Z'),
    mfaAuthenticated: String(caller.mfaAt !== undefined),
  };
}
