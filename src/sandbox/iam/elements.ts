/**
 * The elements each kind of policy must have and must not have, in IAM's own sentences (IAM User Guide,
 * "JSON policy element reference").
 */
import type { Statement } from './document.ts';

/** `identity` covers session and service control policies too: what has no Principal. */
export type DocumentKind = 'identity' | 'trust';

/**
 * What is wrong with a statement's Sid, Principal, actions or resources; null where nothing is.
 * @param kind absent: a statement with a Principal is held to the rules of a trust policy.
 */
export function elementProblem(
  statement: Statement,
  kind: DocumentKind = statement.Principal === undefined ? 'identity' : 'trust',
): string | null {
  const { Sid: sid } = statement;
  if (sid !== undefined && !(typeof sid === 'string' && /^[0-9A-Za-z]*$/.test(sid))) {
    return 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
  }
  return (
    actionProblem(statement) ??
    (kind === 'trust' ? trustProblem(statement) : identityProblem(statement))
  );
}

/** A Sid stands once in a document. */
export function sidProblem(statements: readonly Statement[]): string | null {
  const sids = statements.flatMap(({ Sid: sid }) => (sid ? [sid] : []));
  return new Set(sids).size === sids.length
    ? null
    : 'Statement IDs (SID) in a single policy must be unique.';
}

function actionProblem(statement: Statement): string | null {
  const { Action: action, NotAction: not } = statement;
  if (action !== undefined && not !== undefined) return 'Syntax errors in policy.';
  const actions = [action ?? not ?? []].flat();
  if (actions.length === 0) return 'Policy statement must contain actions.';
  return actions.every((one) => one === '*' || /^[a-z0-9-]+:[\w*?-]+$/i.test(one))
    ? null
    : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
}

function identityProblem(statement: Statement): string | null {
  const { Resource: resource, NotResource: not } = statement;
  if (statement.Principal !== undefined) return 'Policy document should not specify a principal.';
  if (resource !== undefined && not !== undefined) return 'Syntax errors in policy.';
  const resources = [resource ?? not ?? []].flat();
  if (resources.length === 0) return 'Policy statement must contain resources.';
  const bad = resources.find((one) => one !== '*' && !isArnPattern(one));
  return bad === undefined ? null : `Resource ${bad} must be in ARN format or "*".`;
}

function trustProblem(statement: Statement): string | null {
  if (statement.Resource !== undefined) return 'Has prohibited field Resource';
  if (statement.NotResource !== undefined) return 'Has prohibited field NotResource';
  const { Principal: principal } = statement;
  if (principal === undefined) return 'Missing required field Principal';
  if (principal === '*') return null;
  if (typeof principal !== 'object' || principal === null || Array.isArray(principal)) {
    return 'Syntax errors in policy.';
  }
  const entries = Object.entries(principal).flatMap(([kind, names]) =>
    [names].flat().map((name) => [kind, name] as const),
  );
  if (entries.length === 0) return 'Missing required field Principal cannot be empty!';
  const bad = entries.find(
    ([kind, name]) =>
      !['AWS', 'Service', 'Federated'].includes(kind) || typeof name !== 'string' || name === '',
  );
  return bad === undefined ? null : `Invalid principal in policy: "${bad[0]}":"${bad[1]}"`;
}

/** Six parts, of which a `*` at the end may stand for the rest (`arn:aws:s3*`). */
function isArnPattern(text: string): boolean {
  const parts = text.split(':');
  return parts[0] === 'arn' && (parts.length >= 6 || (parts.length > 2 && text.endsWith('*')));
}
