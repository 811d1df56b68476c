/** IAM policy documents: their shape, and the one strict reader every document passes to get in. */
import { AwsFault } from '../fault.ts';
import { conditionProblem } from './conditions.ts';
import { type DocumentKind, elementProblem, sidProblem } from './elements.ts';

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
 * @param kind what it is read as; absent: what its statements show it to be, by their Principal.
 * @throws AwsFault MalformedPolicyDocument, also for an operator or a condition key that this
 *   evaluator does not know: what it cannot judge, it does not let in.
 */
export function readDocument(text: string, kind?: DocumentKind): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  return checkDocument(value, kind);
}

/** The same check for a document that is data already (the story's own). */
export function checkDocument(value: unknown, kind?: DocumentKind): PolicyDocument {
  if (!isObject(value)) throw malformed('Syntax errors in policy.');
  onlyKeys(value, ['Version', 'Id', 'Statement']);
  const version = value['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  const list = Array.isArray(value['Statement']) ? value['Statement'] : [value['Statement']];
  if (list.length === 0) throw malformed('Syntax errors in policy.');
  const statements = list.map((statement) => checkStatement(statement, kind));
  const problem = sidProblem(statements);
  if (problem) throw malformed(problem);
  return { ...(version ? { Version: String(version) } : {}), Statement: statements };
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

function checkStatement(value: unknown, kind: DocumentKind | undefined): Statement {
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
  const problem = elementProblem(value as unknown as Statement, kind);
  if (problem) throw malformed(problem);
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
