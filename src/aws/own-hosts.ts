/**
 * Which addresses are AWS's own for a service. Not "everything under amazonaws.com": there, execute-api,
 * elb, s3 and vpce-svc names belong to whoever made them. The names are those of the SDK's endpoint rules,
 * and of interface endpoints in a VPC ("Access an AWS service using an interface VPC endpoint"). Pure.
 */
import type { AwsService } from './api.ts';

/** The first labels of a service's host; `-fips` follows where FIPS is wanted. */
const NAMES: Readonly<Record<AwsService, string>> = {
  sts: 'sts',
  ssm: 'ssm',
  iam: 'iam',
  sso: 'portal.sso',
  'sso-oidc': 'oidc',
  dynamodb: 'dynamodb',
};

/** Of every partition: its suffix, and that of its dual stack. */
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
  'api.aws.ic.gov',
  'api.aws.scloud',
  'api.cloud-aws.adc-e.uk',
  'api.aws.hci.ic.gov',
];

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d{1,2}';

/** Whether `url` is https and AWS's own endpoint of this service: nothing but scheme and host may be said. */
export function isOwnEndpoint(service: AwsService, url: URL): boolean {
  const bare = url.port === '' && url.username === '' && url.password === '';
  const plain = url.pathname === '/' && url.search === '' && url.hash === '';
  return url.protocol === 'https:' && bare && plain && isOwnHost(service, url.hostname);
}

function isOwnHost(service: AwsService, host: string): boolean {
  const suffix = SUFFIXES.filter((one) => host.endsWith(`.${one}`)).sort(longestFirst)[0];
  if (suffix === undefined) return false;
  const front = host.slice(0, -suffix.length - 1);
  const name = `${NAMES[service].replace('.', '\\.')}(?:-fips)?`;
  const regional = new RegExp(
    `^(?:vpce-[0-9a-z-]+\\.${name}\\.${REGION}\\.vpce|${name}\\.${REGION})$`,
  );
  return regional.test(front) || isGlobal(service, front, suffix);
}

/** Services whose one endpoint serves a whole partition. */
function isGlobal(service: AwsService, front: string, suffix: string): boolean {
  if (service === 'sts') return front === 'sts' && suffix === 'amazonaws.com';
  return service === 'iam' && /^iam(?:-fips)?(?:\.(?:global|us-gov))?$/.test(front);
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}
