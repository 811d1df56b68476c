/** What can be made to go wrong, and for how long. */

/** Each with what a caller meets. */
export const FAULT_KINDS = {
  latency: 'the answer comes later',
  timeout: 'the call is taken and never answered',
  reset: 'the connection is reset',
  cut: 'the connection is closed without a word',
  lost: 'the call is done, and its answer never comes',
  throttle: 'refused for coming too often',
  server_error: 'an internal failure (500)',
  unavailable: 'the service is unavailable (503)',
  html: 'a 503 page in HTML, as a proxy gives it',
  half: 'the call is done, and its answer breaks off',
  garbage: 'a 200 whose body is no answer',
  wrong_date: 'the Date header is off',
  wrong_clock: "AWS's clock is off, so signatures are refused too",
  expired_token: 'refused as if the credentials had ended',
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

export interface Fault {
  readonly kind: FaultKind;
  /** As requests are signed for: `sts`, `ssm`... and `sso`, `sso-oidc`; absent: all. */
  readonly service?: string;
  /** `AssumeRole`; absent: all. */
  readonly action?: string;
  /** The region it was signed for; absent: all. */
  readonly region?: string;
  /** How late, or how far the clock is off; default 1000 for latency, ten minutes for a clock. */
  readonly milliseconds?: number;
  /** For so many calls; absent: until cleared. */
  readonly times?: number;
}

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULT_KINDS, text);
}

/** A fault as it came through the control door. @returns what is wrong with it instead, as text. */
export function readFault(value: Readonly<Record<string, unknown>>): Fault | string {
  const { kind, service, action, region, milliseconds, times } = value;
  if (typeof kind !== 'string' || !isFaultKind(kind)) {
    return `kind: one of ${Object.keys(FAULT_KINDS).join(', ')}`;
  }
  if (service !== undefined && typeof service !== 'string') return 'service: text';
  if (action !== undefined && typeof action !== 'string') return 'action: text';
  if (region !== undefined && typeof region !== 'string') return 'region: text';
  if (milliseconds !== undefined && !Number.isSafeInteger(milliseconds)) {
    return 'milliseconds: whole number';
  }
  if (times !== undefined && !(Number.isSafeInteger(times) && Number(times) > 0)) {
    return 'times: whole number from 1';
  }
  return {
    kind,
    ...(service !== undefined && { service }),
    ...(action !== undefined && { action }),
    ...(region !== undefined && { region }),
    ...(milliseconds !== undefined && { milliseconds: Number(milliseconds) }),
    ...(times !== undefined && { times: Number(times) }),
  };
}
