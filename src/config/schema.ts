import { isHere } from '../aws/endpoints.ts';
import { refProblem } from '../policy/ref.ts';
import { alertTarget } from '../policy/schema/breakglass.ts';
import { duration, roleArn, version } from '../policy/schema/shared.ts';
import {
  choice,
  list,
  optional,
  type Reader,
  record,
  required,
  table,
  text,
} from '../policy/yaml/readers.ts';
import { KEY_STORES, type KeyStore, type Settings } from './types.ts';

/** The keys of config.yaml, as strict as a policy. To add one: here, types.ts, keys.ts, README's table. */
export const configFile: Reader<Settings> = (node, problems) => {
  const read = fields(node, problems);
  if (!read) return undefined;
  const { version: _, ...said } = read;
  return said;
};

const ref = (what: string): Reader<string> => text(what, refProblem);
const tableName = (what: string): Reader<string> =>
  text(what, (name) =>
    /^([A-Za-z0-9_.-]{3,255}|arn:[a-z0-9-]+:dynamodb:.+)$/.test(name)
      ? null
      : "must be a table's name or ARN",
  );
const region = text('a region', (name) =>
  /^[a-z]{2,}(-[a-z0-9]+)+$/.test(name)
    ? null
    : 'must be the name of an AWS region, such as us-east-1',
);

/** One of the stores; 1Password's may name a vault behind a colon. */
const keyStore: Reader<KeyStore> = (node, problems) => {
  const given = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  if (!given.startsWith('1password:')) return choice('keys', KEY_STORES)(node, problems);
  const vault = given.slice('1password:'.length);
  if (vault.trim() === vault && /^\P{Cc}+$/u.test(vault)) return `1password:${vault}`;
  problems.add(node.at, 'keys must name a vault behind 1password: (1password:Sentinel)');
  return undefined;
};

const fields = record('the config', {
  version: required('version', version),
  policy: optional('policy', ref('policy')),
  approvals: optional('approvals', ref('approvals')),
  breakglass: optional('breakglass', ref('breakglass')),
  ratelimits: optional('ratelimits', ref('ratelimits')),
  regions: optional('regions', list('regions', region, 1)),
  ledger: optional('ledger', choice('ledger', ['sqlite', 'dynamodb'])),
  ledgerRegion: optional('ledger_region', region),
  tables: optional(
    'tables',
    record('tables', {
      requests: optional('requests', tableName('requests')),
      breakglass: optional('breakglass', tableName('breakglass')),
      sessions: optional('sessions', tableName('sessions')),
    }),
  ),
  retention: optional('retention', duration('retention')),
  notify: optional('notify', list('notify', alertTarget)),
  log: optional('log', list('log', text('an entry of log', logPlace))),
  endpoints: optional(
    'endpoints',
    table('endpoints', text('a service'), text('an endpoint', endpoint)),
  ),
  emergency: optional(
    'emergency',
    record('emergency', {
      roleArn: optional('role_arn', text('role_arn', roleArn)),
      text: optional('text', text('text')),
    }),
  ),
  keys: optional('keys', keyStore),
  server: optional(
    'server',
    record('server', { policyMaxAge: required('policy_max_age', duration('policy_max_age')) }),
  ),
  profiles: optional(
    'profiles',
    table(
      'profiles',
      text('a profile'),
      record('a profile', { duration: optional('duration', duration('duration')) }),
    ),
  ),
});

function logPlace(value: string): string | null {
  return value === 'stderr' || /^(\/|[A-Za-z]:[\\/])/.test(value)
    ? null
    : 'must be stderr or an absolute path';
}

function endpoint(value: string): string | null {
  const url = URL.parse(value);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return 'must be an http or https address';
  // They would be shown and logged, and are part of no endpoint.
  if (url.username || url.password || /[?#]/.test(value)) {
    return 'must hold no name, password or query';
  }
  return url.protocol === 'https:' || isHere(value) ? null : 'must be https, off this machine';
}
