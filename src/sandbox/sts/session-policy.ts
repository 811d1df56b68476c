import { type Call, members, text } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { type PolicyDocument, readDocument } from '../iam/document.ts';
import { checkLength } from './names.ts';

/**
 * The session policies of a call: 2,048 characters at most, checked before they are kept.
 * Managed policies and session tags, which the sandbox does not have, are refused rather than ignored.
 */
export function readSessionPolicies(call: Call): PolicyDocument[] {
  for (const prefix of [
    'PolicyArns.member.1.arn',
    'Tags.member.1.Key',
    'TransitiveTagKeys.member.1',
  ]) {
    if (text(call, prefix) !== undefined) {
      throw new AwsFault(
        'ValidationError',
        `The sandbox has no managed session policies and no session tags (${prefix}).`,
      );
    }
  }
  if (members(call, 'ProvidedContexts.member').length > 0) {
    throw new AwsFault('ValidationError', 'The sandbox has no provided contexts.');
  }
  const policy = text(call, 'Policy');
  if (policy === undefined) return [];
  checkLength(policy, 'policy', 1, 2048);
  return [readDocument(policy, 'identity')];
}
