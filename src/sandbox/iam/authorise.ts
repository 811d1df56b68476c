/** May this caller do this? With the refusal in AWS's words. */
import { type Caller, factsOf } from '../caller.ts';
import type { Call } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import type { PolicyDocument } from './document.ts';
import { type Answer, judge } from './evaluate.ts';
import type { Facts } from './pattern.ts';

/** Null where SCPs, session policies and identity policies all allow; else AccessDenied (403). */
export function refusal(call: Call, action: string, resource: string): AwsFault | null {
  const judged = judgeCaller(call, action, resource);
  if (judged.answer === 'allow') return null;
  return accessDenied(call.caller, action, resource, judged.because);
}

/** What everything attached to the caller says together, and which kind of policy decided. */
export function judgeCaller(
  call: Call,
  action: string,
  resource: string,
  more: Facts = {},
): { answer: Answer; because: string } {
  const asked = { action, resource, facts: { ...factsOf(call.caller, call), ...more } };
  const layers: [kind: string, documents: readonly PolicyDocument[]][] = [
    ['service control policy', scps(call)],
    ['session policy', call.caller.sessionPolicies],
    ['identity-based policy', call.caller.policies],
  ];
  const answers = layers.map(([kind, documents]) => ({
    kind,
    // No SCP, or no session policy, takes nothing away.
    answer:
      documents.length === 0 && kind !== 'identity-based policy'
        ? ('allow' as Answer)
        : judge(documents, asked),
  }));
  const denied = answers.find((one) => one.answer === 'deny');
  if (denied) {
    const article = denied.kind.startsWith('i') ? 'an' : 'a';
    return { answer: 'deny', because: `with an explicit deny in ${article} ${denied.kind}` };
  }
  const silent = answers.find((one) => one.answer === 'silent');
  if (silent)
    return { answer: 'silent', because: `because no ${silent.kind} allows the ${action} action` };
  return { answer: 'allow', because: '' };
}

export function accessDenied(
  caller: Caller,
  action: string,
  resource: string,
  because = '',
): AwsFault {
  const text = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return new AwsFault('AccessDenied', because ? `${text} ${because}` : text, 403);
}

function scps(call: Call): readonly PolicyDocument[] {
  return call.cloud.world.accounts.find((one) => one.id === call.caller.account)?.scps ?? [];
}
