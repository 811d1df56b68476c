/**
 * What Sentinel asks of AWS, one small interface per service. Types only: the rest of the program
 * knows these, and only this folder imports the AWS SDK.
 */

/** One set of AWS keys. Secrets: never logged, never in an error. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for long-term keys. */
  readonly expiration?: number;
}

/** An answer with what the log wants to know of it. */
export interface Answer<T> {
  readonly value: T;
  /** The answer's `Date` header in milliseconds since the epoch: AWS's time. */
  readonly date: number;
  readonly region: string;
  /** Set when an endpoint override was in use. */
  readonly endpoint?: string;
}

export interface CallerIdentity {
  readonly arn: string;
  readonly account: string;
  /** `aws:userid`. */
  readonly userId: string;
}

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** Absent only for a role that cannot be stamped and whose rule says `unstamped: allow`. */
  readonly sourceIdentity?: string;
  readonly durationSeconds: number;
  /** A session policy document (JSON). */
  readonly policy?: string;
  readonly externalId?: string;
}

export interface AssumedRole {
  readonly credentials: AwsCredentials & { readonly expiration: number };
  readonly assumedRoleArn: string;
}

export interface Sts {
  getCallerIdentity(signal?: AbortSignal): Promise<Answer<CallerIdentity>>;
  assumeRole(input: AssumeRoleInput, signal?: AbortSignal): Promise<Answer<AssumedRole>>;
  /** Temporary credentials of the caller itself, which can carry no stamp. 900 to 129600 s. */
  getSessionToken(durationSeconds: number, signal?: AbortSignal): Promise<Answer<SessionToken>>;
}

export interface SessionToken {
  readonly credentials: AwsCredentials & { readonly expiration: number };
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly version: number;
}

export interface Ssm {
  /** Decrypts a SecureString. */
  getParameter(name: string, signal?: AbortSignal): Promise<Answer<Parameter>>;
  /** All parameters under a path that ends in a slash, every page, in name order. */
  getParametersByPath(path: string, signal?: AbortSignal): Promise<Answer<Parameter[]>>;
}

export interface Iam {
  /** A role of the caller's own account, by its name without the path; its trust policy as data. */
  getRole(
    name: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly arn: string; readonly trustPolicy: unknown }>>;
}

export interface AwsOptions {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** Makes clients; a service is imported when it is first asked for. */
export interface AwsFactory {
  /** Starts loading what the first client will need, while files are still being read. */
  warm?(): void;
  sts(options: AwsOptions): Promise<Sts>;
  ssm(options: AwsOptions): Promise<Ssm>;
  iam(options: AwsOptions): Promise<Iam>;
}

/**
 * A call that AWS refused or that did not come through. `code` is AWS's own (`AccessDenied`,
 * `ValidationError`, `ExpiredToken`...) or `NetworkError` / `TimeoutError` where there was no answer.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly service: string;
  readonly action: string;
  readonly code: string;
  readonly status: number | undefined;
  /** AWS's time, where there was an answer. */
  readonly date: number | undefined;

  constructor(about: {
    service: string;
    action: string;
    code: string;
    message: string;
    status?: number | undefined;
    date?: number | undefined;
    cause?: unknown;
  }) {
    super(about.message, about.cause === undefined ? undefined : { cause: about.cause });
    this.service = about.service;
    this.action = about.action;
    this.code = about.code;
    this.status = about.status;
    this.date = about.date;
  }

  /** No answer, throttled or a fault on AWS's side: exit 7 rather than exit 1. */
  get unreachable(): boolean {
    return (
      this.status === undefined ||
      this.status >= 500 ||
      this.status === 429 ||
      /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(this.code)
    );
  }
}
