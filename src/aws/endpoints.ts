/**
 * Which endpoint overrides are used. A stray .envrc must neither send tokens away nor bring a policy of
 * its own, so an override counts only where it is
 * - listed under `endpoints:` of the config file (such an entry counts by itself, too), or
 * - an address of AWS's own for that very service, or
 * - on this machine, and everything that decides or gives credentials goes to that same place: whoever
 *   gives the policy must be who gives the credentials.
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
}

/** An override that is not used, as a notice shows it. */
export interface IgnoredEndpoint {
  /** The variable or the setting: `AWS_ENDPOINT_URL_SSM`, `endpoint_url of [prod]`. */
  readonly name: string;
  /** Scheme, host and path; what may be secret is left out. */
  readonly value: string;
  /** As the end of a sentence: `it is neither ...`. */
  readonly why: string;
}

export interface EndpointDecision {
  readonly used: Readonly<Partial<Record<AwsService, string>>>;
  readonly ignored: readonly IgnoredEndpoint[];
}

type Env = Readonly<Record<string, string | undefined>>;

interface Override {
  readonly name: string;
  readonly value: string;
}

/**
 * Decides for one profile.
 * @param configured `endpoints:` of the config file, by service; `sso_oidc` and `sso-oidc` are the same.
 */
export function decideEndpoints(
  env: Env,
  configured: Readonly<Record<string, string>>,
  profile?: ProfileEndpoints,
): EndpointDecision {
  const listed = new Map(Object.entries(configured).map(([name, url]) => [serviceOf(name), url]));
  const asked = new Map(SERVICES.map((service) => [service, overrides(service, env, profile)]));
  const here = commonLoopback(listed, asked, profile?.signsIn ?? false);
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
      const why = whyNot(service, override.value, own, here);
      if (why !== null) {
        const value = shown(override.value);
        ignored.set(`${override.name} ${why}`, { name: override.name, value, why });
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
): string | null {
  if (listed !== undefined) {
    return same(value, listed) ? null : 'endpoints: of the config file names another address';
  }
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null) return 'it is no address';
  if (isOwnEndpoint(service, url)) return null;
  if (!isLoopback(url)) {
    return "it is neither AWS's own address of that service nor listed under endpoints: of the config file";
  }
  if (url.origin === here) return null;
  return 'an address of this machine counts only where sts and ssm, and a sign-in, all go to that same one';
}

/**
 * The one loopback origin that all services which decide or give credentials would go to; null where they
 * would not. What is first asked for counts: a service that has an override of AWS's own goes elsewhere.
 */
function commonLoopback(
  listed: ReadonlyMap<string, string>,
  asked: ReadonlyMap<AwsService, readonly Override[]>,
  signsIn: boolean,
): string | null {
  const origins = [...DECIDING, ...(signsIn ? SIGNING_IN : [])].map((service) => {
    const first = listed.get(service) ?? firstHeld(service, asked.get(service) ?? []);
    const url = first !== undefined && URL.canParse(first) ? new URL(first) : null;
    return url && isLoopback(url) ? url.origin : null;
  });
  const [origin = null] = origins;
  return origins.every((one) => one === origin) ? origin : null;
}

/** The first override that could be used at all. */
function firstHeld(service: AwsService, all: readonly Override[]): string | undefined {
  return all.find(({ value }) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url !== null && (isLoopback(url) || isOwnEndpoint(service, url));
  })?.value;
}

/** 127.0.0.0/8, ::1 and localhost, as the address parser writes them. */
function isLoopback(url: URL): boolean {
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  const open = url.username === '' && url.password === '';
  return web && open && /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(url.hostname);
}

function same(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

function serviceOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function shown(value: string): string {
  if (!URL.canParse(value)) return '(no address)';
  const { protocol, host, pathname } = new URL(value);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
