/** One call of Identity Center: REST with JSON, a bearer token or a client's secret instead of SigV4. */
import type { Cloud } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import type { WireRequest } from '../http/wire.ts';

export interface RestCall {
  readonly cloud: Cloud;
  readonly request: WireRequest;
  /** Members of the JSON body, or of the query. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Where the sandbox answers: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly now: number;
  /** Who turned out to be calling, for CloudTrail. */
  readonly who: { person?: string };
}

export interface RestAction {
  readonly service: 'sso' | 'sso-oidc';
  readonly name: string;
  readonly readOnly: boolean;
  /** Null: an answer without a body. */
  run(call: RestCall): Readonly<Record<string, unknown>> | null;
}

/** A string member; undefined where it was not sent. @throws AwsFault for another type */
export function member(call: RestCall, name: string): string | undefined {
  const value = call.params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new AwsFault('InvalidRequestException', `${name} is not a string`);
}

/** @throws AwsFault InvalidRequestException where it was not sent. */
export function needed(call: RestCall, name: string): string {
  const value = member(call, name);
  if (value) return value;
  throw new AwsFault('InvalidRequestException', `Missing parameter: ${name}`);
}

/** A list of strings; null where it was not sent. @throws AwsFault for another type */
export function list(call: RestCall, name: string): readonly string[] | null {
  const value = call.params[name];
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new AwsFault('InvalidRequestException', `${name} is not a list of strings`);
}

/** An identifier nobody guesses. */
export function secretWord(cloud: Cloud, bytes = 32): string {
  return Buffer.from(cloud.random(bytes)).toString('base64url');
}
