/**
 * A small, honest IAM evaluator: explicit deny first, then the intersection of organisation (SCP),
 * session policies and identity policies (IAM User Guide, "Policy evaluation logic").
 */
import { conditionsHold } from './conditions.ts';
import { many, type PolicyDocument, type Statement } from './document.ts';
import { type Facts, substitute, wild } from './pattern.ts';

export interface Asked {
  /** `rds:DeleteDBInstance`. */
  readonly action: string;
  readonly resource: string;
  readonly facts: Facts;
}

/** What one group of documents says: an explicit deny wins over any allow. */
export type Answer = 'allow' | 'deny' | 'silent';

/** Judges identity, session or service control policies (no Principal in them). */
export function judge(documents: readonly PolicyDocument[], asked: Asked): Answer {
  return verdict(
    documents.flatMap((document) => document.Statement),
    (statement) => applies(statement, asked),
  );
}

/** Judges a trust policy's statements that name the caller, as `names` finds it. */
export function judgeTrust(
  document: PolicyDocument,
  asked: Asked,
  names: (statement: Statement) => boolean,
): Answer {
  return verdict(
    document.Statement,
    (statement) =>
      names(statement) &&
      actionApplies(statement, asked.action) &&
      conditionsHold(statement.Condition, asked.facts, statement.Effect),
  );
}

function verdict(
  statements: readonly Statement[],
  matches: (statement: Statement) => boolean,
): Answer {
  let answer: Answer = 'silent';
  for (const statement of statements) {
    if (!matches(statement)) continue;
    if (statement.Effect === 'Deny') return 'deny';
    answer = 'allow';
  }
  return answer;
}

function applies(statement: Statement, asked: Asked): boolean {
  return (
    actionApplies(statement, asked.action) &&
    resourceApplies(statement, asked) &&
    conditionsHold(statement.Condition, asked.facts, statement.Effect)
  );
}

function actionApplies(statement: Statement, action: string): boolean {
  const like = (pattern: string) => wild(pattern.toLowerCase(), action.toLowerCase());
  if (statement.Action !== undefined) return many(statement.Action).some(like);
  return !many(statement.NotAction).some(like);
}

function resourceApplies(statement: Statement, asked: Asked): boolean {
  const like = (pattern: string) => {
    const text = substitute(pattern, asked.facts);
    return text !== null && wild(text, asked.resource);
  };
  if (statement.Resource !== undefined) return many(statement.Resource).some(like);
  if (statement.NotResource !== undefined) return !many(statement.NotResource).some(like);
  return false;
}
