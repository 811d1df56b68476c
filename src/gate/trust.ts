/**
 * Whether a role's trust policy demands Sentinel's stamp of everybody who may assume it. Pure.
 *
 * On any doubt it does not. Every statement that lets somebody do `sts:AssumeRole` must hold a `StringLike`
 * or `StringEquals` on `sts:SourceIdentity` whose values all begin with `sentinel=`; the plain operators
 * only, since `...IfExists` and `ForAllValues:` also hold where no stamp came. Left out are
 * - statements for AWS services alone: a service sets no source identity, and is no person;
 * - statements without `sts:AssumeRole` (`AssumeRoleWithSAML`, `...WithWebIdentity`): doors of an identity
 *   provider, which are not the call that is about to be made;
 * - `Deny`: it opens nothing, but what it closes is not worked out here; the demand belongs on the Allow.
 */
import { compileGlob } from '../policy/glob.ts';

/** Why a trust policy does not demand a stamp, as the end of a sentence, and what to write into it. */
export interface TrustGap {
  readonly why: string;
  readonly fix: string;
}

const PREFIX = 'sentinel=';
const FIX =
  'Demand the stamp in that statement: "Condition": {"StringLike": {"sts:SourceIdentity": "sentinel=*"}}';

/** The first gap of a trust policy (the document as data, in any of IAM's forms); null: it has none. */
export function trustGap(document: unknown): TrustGap | null {
  const list = listOf(isObject(document) ? document['Statement'] : undefined);
  const opening = list
    .map((statement, index) => ({ statement, name: `statement ${index + 1}` }))
    .filter(({ statement }) => opens(statement));
  if (opening.length === 0) {
    return { why: 'no statement of its trust policy lets anybody assume it', fix: FIX };
  }
  for (const { statement, name } of opening) {
    const gap = statementGap(statement);
    if (gap) return { ...gap, why: `${name} of its trust policy ${gap.why}` };
  }
  return null;
}

/** Whether a statement lets a person, or what cannot be told, do `sts:AssumeRole`. */
function opens(statement: unknown): boolean {
  if (!isObject(statement)) return true;
  if (statement['Effect'] === 'Deny' || servicesOnly(statement['Principal'])) return false;
  // Of `NotAction` and of a form that is not known, assume the worst.
  if (statement['Action'] === undefined) return true;
  return listOf(statement['Action']).some(
    (action) =>
      typeof action !== 'string' || compileGlob(action.toLowerCase()).test('sts:assumerole'),
  );
}

function servicesOnly(principal: unknown): boolean {
  if (!isObject(principal)) return false;
  const kinds = Object.keys(principal);
  const services = listOf(principal['Service']);
  return (
    kinds.length === 1 &&
    services.length > 0 &&
    services.every((one) => typeof one === 'string' && /^[\w-]+(\.[\w-]+)+$/.test(one))
  );
}

function statementGap(statement: unknown): TrustGap | null {
  const tests = stampTests(isObject(statement) ? statement['Condition'] : undefined);
  // Conditions are joined by "and": one that demands the stamp is enough.
  if (tests.some((test) => demands(test))) return null;
  const [test] = tests;
  if (!test) return { why: 'does not look at sts:SourceIdentity', fix: FIX };
  const shown = `${test.operator} ${JSON.stringify(test.values)}`;
  if (test.values.some((value) => /^sentinel:/i.test(String(value)))) {
    return {
      why: `asks for a stamp with colons (${shown}), which STS refuses in every source identity`,
      fix: 'Write "sentinel=*" in place of "sentinel:*".',
    };
  }
  return { why: `also lets in others than Sentinel's stamps (${shown})`, fix: FIX };
}

interface StampTest {
  readonly operator: string;
  readonly values: readonly unknown[];
}

/** Condition keys are not case-sensitive (IAM user guide, "Condition"). */
function stampTests(block: unknown): StampTest[] {
  if (!isObject(block)) return [];
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {})
      .filter(([key]) => key.toLowerCase() === 'sts:sourceidentity')
      .map(([, values]) => ({ operator, values: listOf(values) })),
  );
}

/** Values are joined by "or", so that each must be Sentinel's. */
function demands({ operator, values }: StampTest): boolean {
  return (
    /^(StringLike|StringEquals)$/.test(operator) &&
    values.length > 0 &&
    values.every((value) => typeof value === 'string' && value.startsWith(PREFIX))
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
