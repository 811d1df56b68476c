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

/** Half an answer, which is none. */
export function incomplete(
  service: string,
  action: string,
  message = 'the answer is not complete',
): AwsError {
  return new AwsError({ service, action, code: 'InvalidResponse', message, status: 502 });
}
