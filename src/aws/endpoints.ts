/**
 * Which endpoint overrides are used. A stray .envrc must neither send tokens away nor bring a policy of
 * its own, so an override counts only where it is
 * - listed under `endpoints:` of the config file (such an entry counts by itself, too), or
 * - an address of AWS's own for that very service, or
 * - on this machine, and everything that decides or gives credentials goes to that same place: whoever
 *   gives the policy must be who gives the credentials. What is a secret by itself (a sign-in's tokens, a
 *   web identity's) goes there only from a portal that is on this machine, too; a signature gives none away.
 * Where the organisation's file says `endpoints:`, only what it lists counts.
 * What is left is told with its reason. Precedence among overrides is that of the AWS SDKs ("Service-
 * specific endpoints"): the service's variable, AWS_ENDPOINT_URL, `[services]`, `endpoint_url`. Pure.
 */
import type { AwsService } from './api.ts';
import { isOwnEndpoint } from './own-hosts.ts';

const SERVICES: readonly AwsService[] = ['sts', 'ssm', 'iam', 'sso', 'sso-oidc', 'dynamodb'];
/** What decides and gives credentials, always; and where somebody signs in. */
const DECIDING: readonly AwsService[] = ['sts', 'ssm'];
const SIGNING_IN: readonly AwsService[] = ['sso', 'sso-oidc'];

/** What a profile's sections say of endpoints. */
export interface ProfileEndpoints {
  readonly profile: string;
  /** `endpoint_url` of the profile. */
  readonly endpointUrl: string | null;
  /** `services` of the profile, and the `endpoint_url`s there by service (`sso_oidc`). */
  readonly section: string | null;
  readonly services: Readonly<Record<string, string>>;
  /** `ignore_configured_endpoint_urls`. */
  readonly ignored: boolean;
  /** Whether its base credentials come from IAM Identity Center. */
  readonly signsIn: boolean;
  /** The start URL of that sign-in; absent: one that is not on this machine. */
  readonly startUrl?: string;
  /** Whether its base credentials are bought with the token of an identity provider. */
  readonly webIdentity?: boolean;
}

/** An override that is not used, as a notice shows it. */
export interface IgnoredEndpoint {
  /** The variable or the setting: `AWS_ENDPOINT_URL_SSM`, `endpoint_url of [prod]`. */
  readonly name: string;
  /** Scheme, host and path; what may be secret is left out. */
  readonly value: string;
  /** As the end of a sentence: `it is neither ...`. */
  readonly why: string;
  /** The organisation's file says otherwise: nothing may go on as if this had not been set. */
  readonly refused?: true;
}

export interface EndpointDecision {
  readonly used: Readonly<Partial<Record<AwsService, string>>>;
  readonly ignored: readonly IgnoredEndpoint[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** What of the config counts here. */
export interface EndpointConfig {
  readonly endpoints: Readonly<Record<string, string>>;
  readonly fixedBy: Readonly<Record<string, string>>;
}

interface Override {
  readonly name: string;
  readonly value: string;
}

/**
 * Decides for one profile.
 * @param config `endpoints` by service (`sso_oidc` and `sso-oidc` are the same), and `fixedBy.endpoints`
 *   where they are the organisation's.
 */
export function decideEndpoints(
  env: Env,
  { endpoints: configured, fixedBy }: EndpointConfig,
  profile?: ProfileEndpoints,
): EndpointDecision {
  const fixed = fixedBy['endpoints'];
  const listed = new Map(Object.entries(configured).map(([name, url]) => [serviceOf(name), url]));
  const asked = new Map(SERVICES.map((service) => [service, overrides(service, env, profile)]));
  const here = commonLoopback(listed, asked, profile);
  const used: Partial<Record<AwsService, string>> = {};
  const ignored = new Map<string, IgnoredEndpoint>();
  for (const [service, url] of listed) {
    if (SERVICES.some((one) => one === service)) continue;
    const why = `Sentinel calls no service of that name (${SERVICES.join(', ')})`;
    ignored.set(service, { name: `${service} of endpoints:`, value: shown(url), why });
  }
  for (const service of SERVICES) {
    const own = listed.get(service);
    if (own !== undefined) used[service] = own;
    for (const override of asked.get(service) ?? []) {
      const refused = fixed !== undefined && !(own !== undefined && same(override.value, own));
      const why = refused
        ? `${fixed} sets endpoints:, and nothing overrides that file`
        : whyNot(service, override.value, own, here, profile);
      if (why !== null) {
        const about = { name: override.name, value: shown(override.value), why };
        ignored.set(`${override.name} ${why}`, refused ? { ...about, refused } : about);
        continue;
      }
      used[service] ??= override.value;
      break;
    }
  }
  return { used, ignored: [...ignored.values()] };
}

/** The overrides of one service, the first counts. */
function overrides(service: AwsService, env: Env, profile: ProfileEndpoints | undefined) {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return [];
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === undefined && profile?.ignored) return [];
  const key = service.replace('-', '_');
  const variables = [`AWS_ENDPOINT_URL_${key.toUpperCase()}`, 'AWS_ENDPOINT_URL'];
  const all = [
    ...variables.map((name) => ({ name, value: env[name] })),
    {
      name: `${key} endpoint_url of [services ${profile?.section}]`,
      value: profile?.services[key],
    },
    { name: `endpoint_url of [${profile?.profile}]`, value: profile?.endpointUrl },
  ];
  return all.filter((one): one is Override => Boolean(one.value));
}

/** Null: it may be used. */
function whyNot(
  service: AwsService,
  value: string,
  listed: string | undefined,
  here: string | null,
  profile: ProfileEndpoints | undefined,
): string | null {
  if (listed !== undefined) {
    return same(value, listed) ? null : 'endpoints: of the config file names another address';
  }
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null) return 'it is no address';
  if (!isPlain(url)) return 'it holds a name, a password or a query, which an endpoint has not';
  if (isOwnEndpoint(service, url)) return null;
  if (!isLoopback(url)) {
    return "it is neither AWS's own address of that service nor listed under endpoints: of the config file";
  }
  if (url.origin === here) return null;
  if (keepsAway(service, profile)) {
    return 'the tokens of a sign-in or web identity go to this machine only where the start URL is there, or endpoints: of the config file lists it';
  }
  return 'an address of this machine counts only where sts and ssm, and a sign-in, all go to that same one';
}

/**
 * The one loopback origin that all services which decide or give credentials would go to; null where they
 * would not. What is first asked for counts: a service that has an override of AWS's own goes elsewhere.
 */
function commonLoopback(
  listed: ReadonlyMap<string, string>,
  asked: ReadonlyMap<AwsService, readonly Override[]>,
  profile: ProfileEndpoints | undefined,
): string | null {
  const origins = [...DECIDING, ...(profile?.signsIn ? SIGNING_IN : [])].map((service) => {
    const own = listed.get(service);
    const first = own ?? firstHeld(service, asked.get(service) ?? []);
    const url = first !== undefined && URL.canParse(first) ? new URL(first) : null;
    const held = own !== undefined || !keepsAway(service, profile);
    return url && held && isLoopback(url) ? url.origin : null;
  });
  const [origin = null] = origins;
  return origins.every((one) => one === origin) ? origin : null;
}

/** Whether this service is sent a secret of somebody who is not on this machine. */
function keepsAway(service: AwsService, profile: ProfileEndpoints | undefined): boolean {
  if (profile?.webIdentity && service === 'sts') return true;
  if (!profile?.signsIn || !SIGNING_IN.includes(service)) return false;
  return !isHere(profile.startUrl ?? '');
}

/** Whether an address, whatever stands behind its host, is on this machine. */
export function isHere(address: string): boolean {
  return (
    URL.canParse(address) &&
    /^https?:/.test(address) &&
    isLoopback(new URL(new URL(address).origin))
  );
}

/** The first override that could be used at all. */
function firstHeld(service: AwsService, all: readonly Override[]): string | undefined {
  return all.find(({ value }) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url !== null && (isLoopback(url) || isOwnEndpoint(service, url));
  })?.value;
}

/** Whoever adds a name, a password or a query means them to stay secret: they would be shown and logged. */
function isPlain({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === '';
}

/** 127.0.0.0/8, ::1 and localhost, as the address parser writes them. */
function isLoopback(url: URL): boolean {
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && isPlain(url) && /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname);
}

function same(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

function serviceOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Scheme, host and path: what else stands in an address may be secret. */
export function shown(value: string): string {
  if (!URL.canParse(value)) return '(no address)';
  const { protocol, host, pathname } = new URL(value);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
