/** GetSessionToken and GetFederationToken: temporary credentials that can carry no source identity. */
import { type Call, type Output, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { checkMfa } from './mfa.ts';
import { credentialsXml, mint } from './mint.ts';
import { checkDuration, checkFederatedName } from './names.ts';
import { readSessionPolicies } from './session-policy.ts';

export function getSessionToken(call: Call): Output {
  longTermOnly(call, 'GetSessionToken');
  const seconds = checkDuration(text(call, 'DurationSeconds') ?? '43200', 129_600);
  const mfa = checkMfa(call);
  const session = mint(
    call.cloud,
    {
      kind: 'user',
      account: call.caller.account,
      ...(call.caller.userName !== undefined && { userName: call.caller.userName }),
      ...(mfa && { mfaAt: call.now }),
      sessionPolicies: [],
    },
    seconds,
  );
  call.trail.responseElements = { credentials: { accessKeyId: session.accessKeyId } };
  return { Credentials: credentialsXml(session) };
}

export function getFederationToken(call: Call): Output {
  longTermOnly(call, 'GetFederationToken');
  const name = text(call, 'Name') ?? '';
  call.trail.requestParameters = { name };
  checkFederatedName(name);
  const seconds = checkDuration(text(call, 'DurationSeconds') ?? '43200', 129_600);
  const policies = readSessionPolicies(call);
  const session = mint(
    call.cloud,
    {
      kind: 'federated-user',
      account: call.caller.account,
      ...(call.caller.userName !== undefined && { userName: call.caller.userName }),
      sessionName: name,
      // Without a policy a federated user may do nothing: an empty one says so.
      sessionPolicies: policies.length > 0 ? policies : [{ Statement: [] }],
    },
    seconds,
  );
  call.trail.responseElements = { credentials: { accessKeyId: session.accessKeyId } };
  return {
    Credentials: credentialsXml(session),
    FederatedUser: {
      FederatedUserId: `${call.caller.account}:${name}`,
      Arn: `arn:aws:sts::${call.caller.account}:federated-user/${name}`,
    },
  };
}

function longTermOnly(call: Call, action: string): void {
  if (!call.caller.temporary) return;
  throw new AwsFault('AccessDenied', `Cannot call ${action} with session credentials`, 403);
}
