/** One call to AWS: its answer with AWS's time, or an AwsError with AWS's own code. */
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { type Answer, AwsError, type AwsOptions } from './api.ts';
import type { Link } from './link.ts';

interface HeldResponse {
  readonly response: unknown;
}

export interface CallAbout {
  readonly service: string;
  readonly action: string;
  readonly options: AwsOptions;
  readonly link: Link;
  readonly signal: AbortSignal | undefined;
}

/** Collects the `Date` of the answers of one call, tries included. */
export interface DateSeen {
  date: number | undefined;
}

/** A client of the SDK, for whatever service. */
export interface SdkClient {
  send(command: never): Promise<unknown>;
}

interface SdkCommand {
  readonly middlewareStack: {
    add(middleware: ReturnType<typeof watchDate>, where: typeof AT_THE_WIRE): void;
  };
}

/**
 * One call through the SDK's client.
 * @param work sends its commands by the `send` that it is given, which tells AWS's time and ends with the
 *   call's signal.
 */
export function sdkCall<Client extends SdkClient, T>(
  client: Client,
  about: CallAbout,
  work: (send: Client['send']) => Promise<T>,
): Promise<Answer<T>> {
  const { link, signal } = about;
  const plain = client as unknown as { send(command: SdkCommand, options: object): unknown };
  return answer(about, (seen) => {
    const send = (command: SdkCommand) => {
      command.middlewareStack.add(watchDate(seen, link), AT_THE_WIRE);
      return plain.send(command, signal ? { abortSignal: signal } : {});
    };
    return work(send as unknown as Client['send']);
  });
}

const AT_THE_WIRE = { step: 'deserialize', priority: 'low', name: 'sentinelDate' } as const;

/** The middleware that sees the answer before the SDK reads it, errors included, and hands on its `Date`. */
function watchDate(seen: DateSeen, link: Link) {
  return <Input, Output extends HeldResponse>(next: (args: Input) => Promise<Output>) =>
    async (args: Input): Promise<Output> => {
      const result = await next(args);
      const date = dateOf(result.response);
      if (date !== undefined) {
        seen.date = date;
        link.learn(date);
      }
      return result;
    };
}

/** Runs a call and gives its value with AWS's time. */
export async function answer<T>(
  about: CallAbout,
  send: (seen: DateSeen) => Promise<T>,
): Promise<Answer<T>> {
  const seen: DateSeen = { date: undefined };
  const { service, action, options, link } = about;
  const tell = (what: string) => link.tell(`${service}:${action} ${options.region} -> ${what}`);
  let value: T;
  try {
    value = await send(seen);
  } catch (cause) {
    const error = asError(about, cause, seen.date);
    tell(error instanceof AwsError ? error.code : error.name);
    throw error;
  }
  tell('ok');
  if (seen.date === undefined) {
    throw new AwsError({
      ...about,
      code: 'InvalidResponse',
      message: 'the answer has no date, so AWS did not give it',
      status: 502,
    });
  }
  const endpoint = link.endpoint(service);
  return {
    value,
    date: seen.date,
    region: about.options.region,
    ...(endpoint !== undefined && { endpoint }),
  };
}

function dateOf(response: unknown): number | undefined {
  const headers = (response as { headers?: Record<string, string> } | undefined)?.headers ?? {};
  const date = Date.parse(headers['date'] ?? '');
  return Number.isFinite(date) ? date : undefined;
}

/** What the SDK threw, in our words. The reason of an abort goes out as it is, but for what was waited for. */
function asError(about: CallAbout, cause: unknown, date: number | undefined): Error {
  if (about.signal?.aborted) {
    const reason: unknown = about.signal.reason;
    if (reason instanceof SentinelError) return waitingFor(about, reason);
  }
  // A SentinelError is ours, of a proxy or certificates that cannot be used: nobody was asked.
  const ours = cause instanceof AwsError || cause instanceof SentinelError;
  if (ours || !(cause instanceof Error)) return cause as Error;
  const meta = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata;
  const status = meta?.httpStatusCode;
  // What fails although AWS said yes is an answer that broke off, or is not AWS's.
  const whole = errorCode(cause) !== 'ECONNRESET';
  const answered = whole && status !== undefined && status >= 300 && date !== undefined;
  return new AwsError({
    service: about.service,
    action: about.action,
    code: answered ? cause.name : noAnswerCode(cause),
    message: redact(cause.message, about.options),
    status: answered ? status : undefined,
    date,
    cause: undefined,
  });
}

/** A deadline that ended a call says whose answer was missing. */
function waitingFor({ service, action, options }: CallAbout, reason: SentinelError): SentinelError {
  if (reason.kind !== 'unavailable') return reason;
  const what = `AWS ${service} in ${options.region} does not answer (${action}).`;
  return new SentinelError(reason.kind, `${reason.message} ${what}`, reason.next, reason);
}

function noAnswerCode(cause: Error): string {
  return cause.name === 'TimeoutError' || cause.name === 'AbortError'
    ? 'TimeoutError'
    : 'NetworkError';
}

/**
 * One line, without keys: where a signature does not match, AWS sends back the whole request as text,
 * its session token included.
 */
function redact(message: string, { credentials }: AwsOptions): string {
  let text = message.split('\n')[0] ?? '';
  for (const secret of [credentials.secretAccessKey, credentials.sessionToken]) {
    if (secret) text = text.replaceAll(secret, '[redacted]');
  }
  return text.slice(0, 500);
}
