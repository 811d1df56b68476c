/** Which endpoint overrides are used: the rules as tables, and the attacks that they are for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsService } from '../../src/aws/api.ts';
import { decideEndpoints, type ProfileEndpoints } from '../../src/aws/endpoints.ts';

const SERVICES: readonly AwsService[] = ['sts', 'ssm', 'iam', 'sso', 'sso-oidc', 'dynamodb'];
const variable = (service: AwsService) =>
  `AWS_ENDPOINT_URL_${service.replace('-', '_').toUpperCase()}`;
const profile = (more: Partial<ProfileEndpoints> = {}): ProfileEndpoints => ({
  profile: 'prod',
  endpointUrl: null,
  section: null,
  services: {},
  ignored: false,
  signsIn: false,
  ...more,
});
/** Without an organisation's file. */
const decided = (
  env: Parameters<typeof decideEndpoints>[0],
  endpoints: Readonly<Record<string, string>>,
  of?: ProfileEndpoints,
) => decideEndpoints(env, { endpoints, fixedBy: {} }, of);
const LOCAL = 'http://127.0.0.1:4566';

describe('AWS’s own addresses', () => {
  const own: [AwsService, string][] = [
    ['sts', 'https://sts.eu-west-1.amazonaws.com'],
    ['sts', 'https://sts.eu-west-1.amazonaws.com/'],
    ['sts', 'https://sts-fips.us-east-1.amazonaws.com'],
    ['sts', 'https://sts.us-gov-west-1.amazonaws.com'],
    ['sts', 'https://sts.amazonaws.com'],
    ['sts', 'https://sts.cn-north-1.amazonaws.com.cn'],
    ['sts', 'https://sts.eu-west-1.api.aws'],
    ['sts', 'https://vpce-0a1b2c-xyz.sts.eu-west-1.vpce.amazonaws.com'],
    ['sts', 'https://vpce-0a1b2c-xyz-eu-west-1a.sts.eu-west-1.vpce.amazonaws.com'],
    ['ssm', 'https://SSM.eu-west-1.amazonaws.com:443'],
    ['ssm', 'https://ssm-fips.ca-central-1.amazonaws.com'],
    ['ssm', 'https://ssm.us-iso-east-1.c2s.ic.gov'],
    ['ssm', 'https://ssm.eusc-de-east-1.amazonaws.eu'],
    ['iam', 'https://iam.amazonaws.com'],
    ['iam', 'https://iam.us-gov.amazonaws.com'],
    ['iam', 'https://iam.global.api.aws'],
    ['iam', 'https://iam.cn-north-1.amazonaws.com.cn'],
    ['sso', 'https://portal.sso.eu-west-1.amazonaws.com'],
    ['sso-oidc', 'https://oidc.eu-west-1.amazonaws.com'],
    ['dynamodb', 'https://dynamodb.eu-west-1.amazonaws.com'],
  ];
  it.each(own)('of %s: %s', (service, url) => {
    expect(decided({ [variable(service)]: url }, {})).toEqual({
      used: { [service]: url },
      ignored: [],
    });
  });

  it.each(own)('of %s are no other service’s: %s', (service, url) => {
    for (const other of SERVICES.filter((one) => one !== service)) {
      const { used, ignored } = decided({ [variable(other)]: url }, {});
      expect(used).toEqual({});
      expect(ignored).toEqual([
        {
          name: variable(other),
          value: expect.any(String),
          why: expect.stringContaining('neither'),
        },
      ]);
    }
  });
});

describe('whatever belongs to anybody is not used', () => {
  it.each([
    'https://abc123.execute-api.eu-west-1.amazonaws.com',
    'https://ssm.execute-api.eu-west-1.amazonaws.com',
    'https://my-lb-123.eu-west-1.elb.amazonaws.com',
    'https://ssm.eu-west-1.elb.amazonaws.com',
    'https://ssm.s3.eu-west-1.amazonaws.com',
    'https://ssm.s3.amazonaws.com',
    'https://s3.eu-west-1.amazonaws.com/ssm',
    'https://vpce-0a1b.vpce-svc-0c2d.eu-west-1.vpce.amazonaws.com',
    'https://ssm.vpce-svc-0c2d.eu-west-1.vpce.amazonaws.com',
    'https://ssm.eu-west-1.vpce.amazonaws.com',
    'https://ssm.eu-west-1.compute.amazonaws.com',
    'https://ec2-1-2-3-4.eu-west-1.compute.amazonaws.com',
    'https://ssm.amazonaws.com',
    'https://ssm.lambda-url.eu-west-1.on.aws',
    'https://ssm.eu-west-1.amazonaws.com.evil.example',
    'https://evil.example/ssm.eu-west-1.amazonaws.com',
    'https://ssm.eu-west-1.amazonaws.com@evil.example',
    'https://user:pw@ssm.eu-west-1.amazonaws.com',
    'https://ssm.eu-west-1.amazonaws.com:8443',
    'https://ssm.eu-west-1.amazonaws.com/other',
    'https://ssm.eu-west-1.amazonaws.com/?x=1',
    'http://ssm.eu-west-1.amazonaws.com',
    'https://ssm.evil.com',
    'https://xssm.eu-west-1.amazonaws.com',
    'https://ssm.eu-west-1.amazonaws.com.',
    'https://10.0.0.1',
    'http://169.254.169.254',
    'ftp://127.0.0.1',
    'not an address',
  ])('%s', (url) => {
    const { used, ignored } = decided({ AWS_ENDPOINT_URL_SSM: url }, {});
    expect(used).toEqual({});
    expect(ignored.map((one) => one.name)).toEqual(['AWS_ENDPOINT_URL_SSM']);
    const everywhere = decided({ AWS_ENDPOINT_URL: url }, {});
    expect(everywhere.used).toEqual({});
  });

  it('nor is any host that somebody may put before a suffix of AWS’s', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    const suffix = fc.constantFrom('amazonaws.com', 'amazonaws.com.cn', 'api.aws', 'amazonaws.eu');
    const front = fc.array(label, { minLength: 1, maxLength: 5 });
    const own =
      /^(vpce-[0-9a-z-]+\.ssm(-fips)?\.[a-z]+(-[a-z]+)+-\d{1,2}\.vpce|ssm(-fips)?\.[a-z]+(-[a-z]+)+-\d{1,2})$/;
    fc.assert(
      fc.property(front, suffix, (labels, end) => {
        const host = labels.join('.');
        fc.pre(!own.test(host));
        const { used } = decided({ AWS_ENDPOINT_URL_SSM: `https://${host}.${end}` }, {});
        expect(used).toEqual({});
      }),
    );
  });

  it('and what may be secret in it is not shown', () => {
    const url = 'https://user:hunter2@evil.example/path?token=hunter2';
    const { ignored } = decided({ AWS_ENDPOINT_URL_STS: url }, {});
    expect(ignored).toEqual([
      { name: 'AWS_ENDPOINT_URL_STS', value: 'https://evil.example/path', why: expect.any(String) },
    ]);
    expect(JSON.stringify(decided({ AWS_ENDPOINT_URL: 'hunter2' }, {}))).not.toContain('hunter2');
  });
});

describe('an address of this machine', () => {
  it('is used for everything where everything goes there', () => {
    for (const url of [LOCAL, 'http://localhost:4566', 'http://[::1]:4566', 'https://127.9.9.9']) {
      const { used, ignored } = decided({ AWS_ENDPOINT_URL: url }, {});
      expect(used).toEqual(Object.fromEntries(SERVICES.map((service) => [service, url])));
      expect(ignored).toEqual([]);
    }
  });

  it('brings no policy by itself: a stray AWS_ENDPOINT_URL_SSM is not used', () => {
    const { used, ignored } = decided({ AWS_ENDPOINT_URL_SSM: LOCAL }, {});
    expect(used).toEqual({});
    expect(ignored).toEqual([
      { name: 'AWS_ENDPOINT_URL_SSM', value: LOCAL, why: expect.stringContaining('sts and ssm') },
    ]);
  });

  it.each([
    [
      'another port',
      { AWS_ENDPOINT_URL_SSM: LOCAL, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4567' },
    ],
    [
      'another name',
      { AWS_ENDPOINT_URL_SSM: LOCAL, AWS_ENDPOINT_URL_STS: 'http://localhost:4566' },
    ],
    [
      'another scheme',
      { AWS_ENDPOINT_URL_SSM: LOCAL, AWS_ENDPOINT_URL_STS: 'https://127.0.0.1:4566' },
    ],
    [
      'AWS itself',
      { AWS_ENDPOINT_URL_SSM: LOCAL, AWS_ENDPOINT_URL_STS: 'https://sts.eu-west-1.amazonaws.com' },
    ],
    ['elsewhere', { AWS_ENDPOINT_URL_SSM: LOCAL, AWS_ENDPOINT_URL_STS: 'https://evil.example' }],
    ['another policy', { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:9' }],
    ['another trust policy', { AWS_ENDPOINT_URL_IAM: LOCAL }],
  ])('is not, where credentials come from %s', (_, env) => {
    const { used } = decided(env as Record<string, string>, {});
    expect(Object.values(used).filter((url) => url.includes('127.0.0.1'))).toEqual([]);
  });

  it('serves the services of that very origin alone', () => {
    const env = { AWS_ENDPOINT_URL: LOCAL, AWS_ENDPOINT_URL_IAM: 'http://127.0.0.1:9' };
    const { used, ignored } = decided(env, {});
    expect(used.sts).toBe(LOCAL);
    expect(used.iam).toBe(LOCAL);
    expect(ignored.map((one) => one.name)).toEqual(['AWS_ENDPOINT_URL_IAM']);
  });

  it('needs the sign-in there too, where there is one', () => {
    const env = { AWS_ENDPOINT_URL_STS: LOCAL, AWS_ENDPOINT_URL_SSM: LOCAL };
    expect(decided(env, {}, profile()).used).toEqual({ sts: LOCAL, ssm: LOCAL });
    const here = profile({ signsIn: true, startUrl: 'http://localhost:4566/start/#/' });
    expect(decided(env, {}, here).used).toEqual({});
    const all = { ...env, AWS_ENDPOINT_URL_SSO: LOCAL, AWS_ENDPOINT_URL_SSO_OIDC: LOCAL };
    expect(Object.keys(decided(all, {}, here).used)).toHaveLength(4);
  });

  it('gets no token of a portal that is elsewhere, and nothing else goes there then', () => {
    for (const startUrl of [
      'https://corp.awsapps.com/start',
      'https://localhost.evil.example/start',
      'https://127.0.0.1@evil.example/',
      'file://localhost/start',
      '',
    ]) {
      const of = profile({ signsIn: true, startUrl });
      const { used, ignored } = decided({ AWS_ENDPOINT_URL: LOCAL }, {}, of);
      expect(used).toEqual({});
      expect(ignored.map(({ why }) => why).join()).toContain('only where the start URL is there');
    }
    expect(decided({ AWS_ENDPOINT_URL: LOCAL }, {}, profile({ signsIn: true })).used).toEqual({});
  });

  it('gets no token of a web identity, and nothing else goes there then', () => {
    const of = profile({ webIdentity: true });
    const { used, ignored } = decided({ AWS_ENDPOINT_URL: LOCAL }, {}, of);
    expect(used).toEqual({});
    expect(ignored.map(({ why }) => why).join()).toContain('tokens of a sign-in or web identity');
    const own = { AWS_ENDPOINT_URL_STS: 'https://sts.eu-west-1.amazonaws.com' };
    expect(decided(own, {}, of).used.sts).toBe(own.AWS_ENDPOINT_URL_STS);
  });

  it('gets both where the config file lists it', () => {
    const listed = { sso: LOCAL, 'sso-oidc': LOCAL, sts: LOCAL };
    const env = { AWS_ENDPOINT_URL_SSM: LOCAL };
    for (const of of [profile({ signsIn: true }), profile({ webIdentity: true })]) {
      expect(decided(env, listed, of).used).toEqual({ ...listed, ssm: LOCAL });
    }
  });

  it('holds neither name, password nor query', () => {
    for (const end of ['?token=hunter2', '#hunter2']) {
      expect(decided({ AWS_ENDPOINT_URL: `${LOCAL}/${end}` }, {}).used).toEqual({});
    }
    const { used, ignored } = decided({ AWS_ENDPOINT_URL: 'http://me:hunter2@127.0.0.1:4566' }, {});
    expect(used).toEqual({});
    expect(ignored[0]?.why).toContain('a name, a password or a query');
    expect(JSON.stringify(ignored)).not.toContain('hunter2');
  });

  it('never decides apart from what gives credentials, whatever is set', () => {
    const url = fc.constantFrom(
      undefined,
      LOCAL,
      'http://127.0.0.1:9',
      'http://localhost:4566',
      'https://ssm.eu-west-1.amazonaws.com',
      'https://sts.eu-west-1.amazonaws.com',
      'https://evil.example',
      'rubbish',
    );
    const names = ['AWS_ENDPOINT_URL', ...SERVICES.map(variable)];
    const env = fc.record(Object.fromEntries(names.map((name) => [name, url])));
    const section = fc.record({
      endpointUrl: url.map((one) => one ?? null),
      services: fc.record({ sts: url, ssm: url, sso_oidc: url }),
      signsIn: fc.boolean(),
    });
    fc.assert(
      fc.property(env, section, (set, own) => {
        const services = Object.entries(own.services).filter(([, one]) => one !== undefined);
        const about = profile({
          ...own,
          services: Object.fromEntries(services) as Record<string, string>,
        });
        const { used } = decided(set, {}, about);
        const local = Object.values(used).filter((one) => !one.endsWith('.amazonaws.com'));
        if (local.length === 0) return;
        const origin = new URL(local[0] as string).origin;
        const needed: AwsService[] = [
          'sts',
          'ssm',
          ...(own.signsIn ? (['sso', 'sso-oidc'] as const) : []),
        ];
        for (const service of needed) expect(new URL(used[service] as string).origin).toBe(origin);
        for (const one of local) expect(new URL(one).origin).toBe(origin);
        expect(['127.0.0.1', 'localhost']).toContain(new URL(origin).hostname);
      }),
    );
  });
});

describe('what the config file lists', () => {
  it('is used by itself, wherever it is', () => {
    const listed = { sts: 'https://sts.proxy.corp.example', sso_oidc: 'https://o.corp.example' };
    expect(decided({}, listed)).toEqual({
      used: { sts: listed.sts, 'sso-oidc': listed.sso_oidc },
      ignored: [],
    });
  });

  it('counts before the environment, which may say the same', () => {
    const listed = { ssm: 'https://ssm.corp.example/' };
    const same = decided({ AWS_ENDPOINT_URL_SSM: 'https://ssm.corp.example' }, listed);
    expect(same).toEqual({ used: { ssm: listed.ssm }, ignored: [] });
    const other = decided({ AWS_ENDPOINT_URL_SSM: 'https://ssm.eu-west-1.amazonaws.com' }, listed);
    expect(other.used).toEqual({ ssm: listed.ssm });
    expect(other.ignored[0]?.why).toMatch(/names another/);
  });

  it('says where it names a service that is never called', () => {
    const { used, ignored } = decided({}, { s3: 'https://corp.example' });
    expect(used).toEqual({});
    expect(ignored).toMatchObject([{ name: 's3 of endpoints:', value: 'https://corp.example' }]);
  });

  it('lists one service, and no other', () => {
    const listed = { sts: 'https://corp.example' };
    const { used } = decided({ AWS_ENDPOINT_URL: 'https://corp.example' }, listed);
    expect(used).toEqual({ sts: 'https://corp.example' });
  });

  it('counts where the environment ignores what is configured: that is AWS’s own', () => {
    const listed = { sts: 'https://corp.example' };
    const env = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: LOCAL };
    expect(decided(env, listed)).toEqual({ used: listed, ignored: [] });
  });
});

describe('what the organisation’s file lists', () => {
  const PLACE = '/etc/sentinel/config.yaml:3';
  const fixed = (env: Record<string, string>, endpoints = {}, of?: ProfileEndpoints) =>
    decideEndpoints(env, { endpoints, fixedBy: { endpoints: PLACE } }, of);

  it.each(['AWS_ENDPOINT_URL', ...SERVICES.map(variable)])('rules out %s', (name) => {
    for (const value of [LOCAL, 'https://sts.eu-west-1.amazonaws.com', 'https://evil.example']) {
      const { used, ignored } = fixed({ [name]: value });
      expect(used).toEqual({});
      const why = `${PLACE} sets endpoints:, and nothing overrides that file`;
      expect(ignored).toEqual([{ name, value, why, refused: true }]);
    }
  });

  it('rules out what the AWS files say', () => {
    const own = fixed({}, {}, profile({ endpointUrl: LOCAL }));
    const section = fixed({}, {}, profile({ section: 's', services: { ssm: LOCAL } }));
    expect([own.used, section.used]).toEqual([{}, {}]);
    for (const { ignored } of [own, section]) expect(ignored[0]?.refused).toBe(true);
  });

  it('may be said again', () => {
    const listed = { sts: 'https://sts.corp.example' };
    const same = fixed({ AWS_ENDPOINT_URL_STS: 'https://sts.corp.example/' }, listed);
    expect(same).toEqual({ used: listed, ignored: [] });
    const all = fixed({ AWS_ENDPOINT_URL: 'https://sts.corp.example' }, listed);
    expect(all.used).toEqual(listed);
    expect(all.ignored[0]?.refused).toBe(true);
  });
});

describe('precedence is that of the AWS SDKs', () => {
  const at = (name: string) => `https://vpce-${name}.sts.eu-west-1.vpce.amazonaws.com`;
  const places = { specific: at('a'), general: at('b'), section: at('c'), own: at('d') };
  const decide = (left: Partial<typeof places>) =>
    decided(
      { AWS_ENDPOINT_URL_STS: left.specific, AWS_ENDPOINT_URL: left.general },
      {},
      profile({
        endpointUrl: left.own ?? null,
        section: 's',
        services: left.section ? { sts: left.section } : {},
      }),
    ).used.sts;

  it('the service’s variable, the general one, [services], endpoint_url', () => {
    const { specific, general, section, own } = places;
    expect(decide(places)).toBe(specific);
    expect(decide({ general, section, own })).toBe(general);
    expect(decide({ section, own })).toBe(section);
    expect(decide({ own })).toBe(own);
    expect(decide({})).toBeUndefined();
  });

  it('one that is not used is as if it were not there', () => {
    expect(decide({ ...places, specific: 'https://evil.example' })).toBe(places.general);
  });

  it('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, or the profile’s own, ends all of them', () => {
    const env = { AWS_ENDPOINT_URL: LOCAL };
    expect(decided({ ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, {}).used).toEqual({});
    expect(decided(env, {}, profile({ ignored: true })).used).toEqual({});
    const both = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' };
    expect(decided(both, {}, profile({ ignored: true })).used.sts).toBe(LOCAL);
  });

  it('each refusal names where it stands', () => {
    const { ignored } = decided(
      { AWS_ENDPOINT_URL: 'https://one.example' },
      {},
      profile({
        endpointUrl: 'https://two.example',
        section: 's',
        services: { sts: 'https://three.example' },
      }),
    );
    expect(ignored.map((one) => one.name).sort()).toEqual([
      'AWS_ENDPOINT_URL',
      'endpoint_url of [prod]',
      'sts endpoint_url of [services s]',
    ]);
  });
});
