/** AssumeRole, with the refusals of STS in the order STS makes them: form, then trust, then duration. */
import { factsOf } from '../caller.ts';
import { type Call, type Output, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { accessDenied, judgeCaller } from '../iam/authorise.ts';
import { askTrust } from '../iam/trust.ts';
import { type Account, findRole, type IamRole } from '../world.ts';
import { checkMfa } from './mfa.ts';
import { credentialsXml, mint } from './mint.ts';
import { checkDuration, checkExternalId, checkRoleArn, checkSessionName } from './names.ts';
import { readSessionPolicies } from './session-policy.ts';

export function assumeRole(call: Call): Output {
  const asked = readInput(call);
  const found = findRole(call.cloud.world, asked.roleArn);
  // A role that does not exist is told no differently from one that trusts somebody else; federated
  // users may call nothing of STS but GetCallerIdentity.
  if (!found || call.caller.type === 'federated-user') {
    throw accessDenied(call.caller, 'sts:AssumeRole', asked.roleArn);
  }
  const mfa = checkMfa(call);
  checkPermission(call, asked, found, 'sts:AssumeRole', mfa);
  const sourceIdentity = checkSourceIdentity(call, asked, found, mfa);
  checkAgainstRole(call, asked, found.role);
  const session = mint(
    call.cloud,
    {
      kind: 'role',
      account: found.account.id,
      roleArn: asked.roleArn,
      sessionName: asked.sessionName,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      ...(mfa && { mfaAt: call.now }),
      sessionPolicies: asked.policies,
    },
    asked.seconds,
  );
  const user = {
    AssumedRoleId: `${found.role.id}:${asked.sessionName}`,
    Arn: `arn:aws:sts::${found.account.id}:assumed-role/${found.role.name}/${asked.sessionName}`,
  };
  call.trail.responseElements = {
    credentials: {
      accessKeyId: session.accessKeyId,
      expiration: credentialsXml(session)['Expiration'],
    },
    assumedRoleUser: { assumedRoleId: user.AssumedRoleId, arn: user.Arn },
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
  return {
    Credentials: credentialsXml(session),
    AssumedRoleUser: user,
    ...(asked.policies.length > 0 && { PackedPolicySize: packedSize(asked.policies) }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
  };
}

/** Percent of what may be passed; AWS packs more tightly than this counts. */
function packedSize(policies: Input['policies']): number {
  return Math.ceil((JSON.stringify(policies).length / 2048) * 100);
}

type Input = ReturnType<typeof readInput>;
type Found = { readonly role: IamRole; readonly account: Account };

function readInput(call: Call) {
  const roleArn = required(call, 'RoleArn', 'roleArn');
  const sessionName = required(call, 'RoleSessionName', 'roleSessionName');
  const sourceIdentity = text(call, 'SourceIdentity');
  const externalId = text(call, 'ExternalId');
  const duration = text(call, 'DurationSeconds');
  call.trail.requestParameters = {
    roleArn,
    roleSessionName: sessionName,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(externalId !== undefined && { externalId }),
    ...(duration !== undefined && { durationSeconds: Number(duration) }),
    ...(text(call, 'SerialNumber') !== undefined && { serialNumber: text(call, 'SerialNumber') }),
    ...(text(call, 'Policy') !== undefined && { policy: text(call, 'Policy') }),
  };
  call.trail.resources = [
    { type: 'AWS::IAM::Role', arn: roleArn, account: roleArn.split(':')[4] ?? '' },
  ];
  checkRoleArn(roleArn);
  checkSessionName(sessionName, 'roleSessionName');
  if (sourceIdentity !== undefined) checkSessionName(sourceIdentity, 'sourceIdentity');
  if (externalId !== undefined) checkExternalId(externalId);
  const seconds = duration === undefined ? 3600 : checkDuration(duration, 43_200);
  return {
    roleArn,
    sessionName,
    sourceIdentity,
    externalId,
    seconds,
    policies: readSessionPolicies(call),
  };
}

function required(call: Call, name: string, member: string): string {
  const value = text(call, name);
  if (value !== undefined) return value;
  throw new AwsFault(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The role must trust the caller, and the caller's own policies must allow it where trust leaves it to them. */
function checkPermission(
  call: Call,
  asked: Input,
  found: Found,
  action: string,
  mfa: boolean,
): void {
  const { caller } = call;
  const more = {
    'sts:rolesessionname': asked.sessionName,
    'sts:externalid': asked.externalId,
    'sts:sourceidentity': asked.sourceIdentity ?? caller.sourceIdentity,
    ...(mfa && { 'aws:multifactorauthpresent': 'true', 'aws:multifactorauthage': '0' }),
  };
  const facts = { ...factsOf(caller, call), ...more };
  const trust = askTrust(found.role.trust, caller, { action, resource: asked.roleArn, facts });
  const own = judgeCaller(call, action, asked.roleArn, more);
  const denied = trust.answer !== 'allow' || own.answer === 'deny';
  const sameAccount = caller.account === found.account.id;
  // Named directly inside its own account, a caller needs no policy of its own (but a session
  // policy that is silent still takes the right away, as it does from any role).
  const enough =
    own.answer === 'allow' || (sameAccount && trust.direct && !caller.sessionPolicies.length);
  if (denied || !enough) {
    const because = own.answer === 'deny' ? own.because : '';
    throw accessDenied(caller, action, asked.roleArn, because);
  }
}

/** A source identity once set stays for the whole chain, and each hop must allow it to be set. */
function checkSourceIdentity(
  call: Call,
  asked: Input,
  found: Found,
  mfa: boolean,
): string | undefined {
  const before = call.caller.sourceIdentity;
  const wanted = asked.sourceIdentity ?? before;
  if (wanted === undefined) return undefined;
  if (before !== undefined && wanted !== before) {
    throw accessDenied(call.caller, 'sts:SetSourceIdentity', asked.roleArn);
  }
  checkPermission(call, asked, found, 'sts:SetSourceIdentity', mfa);
  return wanted;
}

function checkAgainstRole(call: Call, asked: Input, role: IamRole): void {
  // Chaining is assuming from any temporary credentials, GetSessionToken's too.
  if (call.caller.temporary && asked.seconds > 3600) {
    throw new AwsFault(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (asked.seconds > role.maxSessionDuration) {
    throw new AwsFault(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}
