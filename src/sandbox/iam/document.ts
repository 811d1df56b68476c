/** IAM policy documents: their shape, and the one strict reader every document passes to get in. */
import { AwsFault } from '../fault.ts';
import { conditionProblem } from './conditions.ts';

export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Partial<Record<'AWS' | 'Service' | 'Federated', string | string[]>>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: ConditionBlock;
}

export type ConditionBlock = Record<string, Record<string, string | string[]>>;

/**
 * Reads a policy document from JSON.
 * @throws AwsFault MalformedPolicyDocument, also for an operator or a condition key that this
 *   evaluator does not know: what it cannot judge, it does not let in.
 */
export function readDocument(text: string): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  return checkDocument(value);
}

/** The same check for a document that is data already (the story's own). */
export function checkDocument(value: unknown): PolicyDocument {
  if (!isObject(value)) throw malformed('Syntax errors in policy.');
  onlyKeys(value, ['Version', 'Id', 'Statement']);
  const version = value['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  const list = Array.isArray(value['Statement']) ? value['Statement'] : [value['Statement']];
  if (list.length === 0) throw malformed('Syntax errors in policy.');
  return { ...(version ? { Version: String(version) } : {}), Statement: list.map(checkStatement) };
}

/** The entries of a member that may be one string or a list of them. */
export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function checkStatement(value: unknown): Statement {
  if (!isObject(value)) throw malformed('Syntax errors in policy.');
  onlyKeys(value, STATEMENT_KEYS);
  if (value['Effect'] !== 'Allow' && value['Effect'] !== 'Deny') {
    throw malformed('Policy statement must contain an Effect of Allow or Deny.');
  }
  for (const key of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    const entries = many(value[key]);
    if (!entries.every((entry) => typeof entry === 'string')) {
      throw malformed(`${key} must be a string or a list of strings.`);
    }
  }
  if ((value['Action'] === undefined) === (value['NotAction'] === undefined)) {
    throw malformed('Policy statement must contain actions.');
  }
  checkCondition(value['Condition']);
  return value as unknown as Statement;
}

function checkCondition(block: unknown): void {
  if (block === undefined) return;
  if (!isObject(block)) throw malformed('Condition must be an object.');
  for (const [operator, tests] of Object.entries(block)) {
    if (!isObject(tests)) throw malformed(`Condition ${operator} must be an object.`);
    for (const [key, values] of Object.entries(tests)) {
      const problem = conditionProblem(operator, key, many(values).map(String));
      if (problem) throw malformed(problem);
    }
  }
}

function onlyKeys(value: Record<string, unknown>, allowed: readonly string[]): void {
  const extra = Object.keys(value).find((key) => !allowed.includes(key));
  if (extra !== undefined) throw malformed(`Syntax errors in policy: unknown field ${extra}.`);
}

function malformed(message: string): AwsFault {
  return new AwsFault('MalformedPolicyDocument', message);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
