/** IAM's condition operators, the ones the sandbox knows. Anything else is refused at the door. */
import type { ConditionBlock } from './document.ts';
import { arnLike, type Facts, plain, substitute, wild } from './pattern.ts';

/** Keys a request may carry, in lower case. A condition on any other is not let in. */
const KEYS = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceidentity',
  'aws:sourceip',
  'aws:tokenissuetime',
  'aws:useragent',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
  'sts:externalid',
  'sts:rolesessionname',
  'sts:sourceidentity',
]);

type Test = (wanted: string, found: string) => boolean;

interface Operator {
  readonly test: Test;
  /** `Not...`: true when no value matches, and on an absent key. */
  readonly negated?: true;
  /** Whether a policy's value is of the operator's type. */
  readonly legal?: (value: string) => boolean;
}

const ISO_8601 = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?$/;
// Date.parse alone takes much more than IAM does ("next 1", "Nov 20 2026").
const isTime = (value: string) =>
  (/^\d+$/.test(value) || ISO_8601.test(value)) && !Number.isNaN(time(value));
const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value));
const isFlag = (value: string) => /^(true|false)$/i.test(value);
const equal: Test = (wanted, found) => plain(wanted) === found;
const equalFold: Test = (wanted, found) => plain(wanted).toLowerCase() === found.toLowerCase();
const when = (test: (wanted: number, found: number) => boolean): Operator => ({
  test: (wanted, found) => test(time(wanted), time(found)),
  legal: isTime,
});
const number = (test: (wanted: number, found: number) => boolean): Operator => ({
  test: (wanted, found) => test(Number(wanted), Number(found)),
  legal: isNumber,
});

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: equal },
  StringNotEquals: { test: equal, negated: true },
  StringEqualsIgnoreCase: { test: equalFold },
  StringNotEqualsIgnoreCase: { test: equalFold, negated: true },
  StringLike: { test: wild },
  StringNotLike: { test: wild, negated: true },
  ArnEquals: { test: arnLike },
  ArnLike: { test: arnLike },
  ArnNotEquals: { test: arnLike, negated: true },
  ArnNotLike: { test: arnLike, negated: true },
  Bool: { test: equalFold, legal: isFlag },
  DateEquals: when((wanted, found) => found === wanted),
  DateNotEquals: { ...when((wanted, found) => found === wanted), negated: true },
  DateLessThan: when((wanted, found) => found < wanted),
  DateLessThanEquals: when((wanted, found) => found <= wanted),
  DateGreaterThan: when((wanted, found) => found > wanted),
  DateGreaterThanEquals: when((wanted, found) => found >= wanted),
  NumericEquals: number((wanted, found) => found === wanted),
  NumericNotEquals: { ...number((wanted, found) => found === wanted), negated: true },
  NumericLessThan: number((wanted, found) => found < wanted),
  NumericLessThanEquals: number((wanted, found) => found <= wanted),
  NumericGreaterThan: number((wanted, found) => found > wanted),
  NumericGreaterThanEquals: number((wanted, found) => found >= wanted),
};

/** Why a condition cannot be judged here, in a sentence; null where it can. */
export function conditionProblem(
  operator: string,
  key: string,
  values: readonly string[],
): string | null {
  const base = operator.replace(/IfExists$/, '');
  const found = OPERATORS[base];
  if (!found && operator !== 'Null') return `The sandbox does not know the operator ${operator}.`;
  if (!KEYS.has(key.toLowerCase())) return `The sandbox does not know the condition key ${key}.`;
  const legal = operator === 'Null' ? isFlag : found?.legal;
  const bad = legal && values.find((value) => !legal(value));
  return bad === undefined ? null : `Invalid value ${bad} for the condition operator ${operator}.`;
}

/**
 * Whether every condition holds. A variable without a value never matches; so that this never widens
 * access, a negated test on it is false in an Allow and true in a Deny.
 */
export function conditionsHold(
  block: ConditionBlock | undefined,
  facts: Facts,
  effect: 'Allow' | 'Deny',
): boolean {
  return Object.entries(block ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, values]) =>
      holds(operator, facts[key.toLowerCase()], [values].flat().map(String), facts, effect),
    ),
  );
}

function holds(
  name: string,
  found: string | undefined,
  values: readonly string[],
  facts: Facts,
  effect: 'Allow' | 'Deny',
): boolean {
  if (name === 'Null')
    return values.some((value) => /^true$/i.test(value) === (found === undefined));
  const ifExists = name.endsWith('IfExists');
  const operator = OPERATORS[name.replace(/IfExists$/, '')];
  // Documents are checked on the way in; should one slip through, it must not grant.
  if (!operator) return effect === 'Deny';
  if (found === undefined) return ifExists || operator.negated === true;
  const wanted = values.map((value) => substitute(value, facts));
  if (operator.negated && wanted.includes(null)) return effect === 'Deny';
  const any = wanted.some((value) => value !== null && operator.test(value, found));
  return operator.negated ? !any : any;
}

/** ISO 8601 or seconds since the epoch, as IAM takes both. */
function time(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}
