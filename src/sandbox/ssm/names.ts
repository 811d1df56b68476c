/** Parameter names, their ARNs, and the rules AWS holds them to. */
import type { Call } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import type { Shelf } from './parameters.ts';

export function shelfOf(call: Call): Shelf {
  return { account: call.caller.account, region: call.region };
}

/** `/a/b` and `a` alike become `...:parameter/...`. */
export function parameterArn(call: Call, name: string): string {
  return `arn:aws:ssm:${call.region}:${call.caller.account}:parameter/${name.replace(/^\//, '')}`;
}

/** A name, or an own ARN, with an optional `:version` selector. */
export function splitName(
  call: Call,
  asked: string,
): { name: string; version?: number; selector?: string } {
  const arn = parameterArn(call, '/');
  const bare = asked.startsWith(arn) ? `/${asked.slice(arn.length)}` : asked;
  const match = /^([^:]*)(?::(.+))?$/.exec(bare);
  const name = match?.[1] ?? bare;
  const selector = match?.[2];
  if (selector === undefined) return { name };
  if (!/^[1-9]\d*$/.test(selector)) {
    throw new AwsFault(
      'ParameterVersionNotFound',
      `The sandbox keeps versions, no labels: ${asked} names neither.`,
    );
  }
  return { name, version: Number(selector), selector: `:${selector}` };
}

/** What PutParameter demands of a new name. */
export function checkNewName(name: string): void {
  if (name.length > 1011) {
    throw validation(
      `1 validation error detected: Value '${name.slice(0, 40)}...' at 'name' failed to satisfy constraint: Member must have length less than or equal to 1011`,
    );
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw validation(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (
    !/^[a-zA-Z0-9_./-]+$/.test(name) ||
    (name.includes('/') && !name.startsWith('/')) ||
    /\/(\/|$)/.test(name)
  ) {
    throw validation(
      'Parameter name must be a fully qualified name. If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (name.split('/').length - 1 > 15) {
    throw new AwsFault(
      'HierarchyLevelLimitExceededException',
      'A hierarchy can have a maximum of 15 levels.',
    );
  }
}

export function validation(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}
