/** What every action of the sandbox's AWS works on, and what it is told of one call. */
import type { Caller } from './caller.ts';
import type { Store } from './store.ts';
import type { World } from './world.ts';

export interface Cloud {
  readonly store: Store;
  readonly world: World;
  /** AWS's time, milliseconds since the epoch. */
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

export interface Call {
  readonly cloud: Cloud;
  readonly caller: Caller;
  /** JSON members, or flat query parameters (`PolicyArns.member.1.arn`). */
  readonly params: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly now: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
  /** What the action wants CloudTrail to say. */
  readonly trail: {
    requestParameters?: Record<string, unknown>;
    responseElements?: Record<string, unknown>;
    resources?: { type: string; arn: string; account: string }[];
  };
}

/** What an action answers: JSON members, or the elements of an XML answer (arrays repeat their element). */
export type Output = Readonly<Record<string, unknown>>;

export interface Action {
  readonly readOnly: boolean;
  /**
   * The resources IAM is asked about; absent: `*`. `unchecked`: AWS asks nobody's permission
   * (GetCallerIdentity), or the action judges for itself (AssumeRole).
   */
  readonly resources?: (call: Call) => string[];
  readonly unchecked?: true;
  run(call: Call): Output;
}

export interface Service {
  /** The name requests are signed for, and the prefix of its IAM actions. */
  readonly name: string;
  readonly protocol: 'query' | 'ec2' | 'json' | 's3';
  /** `sts.amazonaws.com`, as CloudTrail names it. */
  readonly source: string;
  /** The XML name space, or the prefix of `X-Amz-Target`. */
  readonly namespace: string;
  readonly actions: Readonly<Record<string, Action>>;
  /** Where events of a global service are kept. */
  readonly region?: string;
}

/** A parameter as text; undefined where it was not sent. */
export function text(call: Pick<Call, 'params'>, name: string): string | undefined {
  const value = call.params[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** `PREFIX.1`, `PREFIX.2`... of a query, in order. */
export function members(call: Pick<Call, 'params'>, prefix: string): string[] {
  const found: string[] = [];
  for (let at = 1; ; at += 1) {
    const value = text(call, `${prefix}.${at}`);
    if (value === undefined) return found;
    found.push(value);
  }
}
