/** Each thing that can be wrong: found by exactly the check that is there for it, with a fix. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { logPath, openDecisionLog } from '../../src/audit/log.ts';
import { sealEntry, splitKey } from '../../src/cache/entry.ts';
import type { Context } from '../../src/context.ts';
import { withLock } from '../../src/files/lock.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { entry } from '../audit/samples.ts';
import { FAR_ROLE, openWard, type Patient, ROLE, type Ward, WORK } from './world.ts';

let ward: Ward;
beforeAll(async () => {
  ward = await openWard();
});
afterAll(() => ward.close());
afterEach(() => {
  const { control } = ward.world.sandbox;
  control.clearFaults();
  control.setClockOffset(0);
});

it('where all is well every check is ok, or has nothing to look at', async () => {
  const { all, ill } = await ward.visit();
  expect(ill).toEqual({});
  const skipped = all.filter(({ result }) => result.status === 'skipped');
  expect(skipped.map(({ check }) => check.id)).toEqual(['terminal']);
});

const beside = (line: string) => (one: Patient) => {
  one.awsConfig = one.awsConfig.replace(WORK, `${WORK}${line}\n`);
};
const more = (section: string) => (one: Patient) => {
  one.awsConfig += section;
};
const set = (env: Record<string, string>) => (one: Patient) => {
  one.env = env;
};
const config = (text: string) => (one: Patient) => {
  one.config += text;
};
const chosen = (harm: (one: Patient) => unknown, profile: string) => (one: Patient) => {
  harm(one);
  one.request = { profile };
};
const trust = (statement: object) => (one: Patient) => {
  const account = one.world.sandbox.control.cloud.world.accounts[0];
  const role = account?.roles.find(({ name }) => name === 'Developer');
  if (!role) throw new Error('no role');
  const before = role.trust;
  role.trust = { Version: '2012-10-17', Statement: [statement] } as unknown as typeof before;
  undo.push(() => {
    role.trust = before;
  });
};
const later = (work: (ctx: Context) => unknown) => (one: Patient) => {
  one.afterwards.push(work);
};
const passphrase = (one: Patient) => {
  one.env = { ...one.env, SENTINEL_KEYS_PASSPHRASE: 'correct horse' };
};
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const back of undo.splice(0)) await back();
});

const SSO = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
`;
const SSO_WORK = `[profile signed]
region = eu-central-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Engineer
sentinel_role_arn = ${ROLE}
`;
const OPEN_TRUST = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
};
const HOURS = 3_600_000;

interface Case {
  readonly what: string;
  readonly harm: (one: Patient) => unknown;
  /** The one check that tells, or the two that it is truly about. */
  readonly by: string | readonly string[];
  readonly status: 'warning' | 'problem';
  readonly says: RegExp;
  /** One of the lines to type. */
  readonly fix: RegExp;
}

const CASES: readonly Case[] = [
  // configuration
  {
    what: 'a config file that does not pass',
    harm: config('polcy: x\nregions: 7\n'),
    by: 'configuration',
    status: 'problem',
    says: /config\.yaml does not pass: 2 problems/,
    fix: /^(all of them: )?sentinel config validate /,
  },
  {
    what: 'a config file with a slip',
    harm: config('ledger: sqlite\nledger_region: eu-central-1\n'),
    by: 'configuration',
    status: 'warning',
    says: /config\.yaml:5: ledger_region: of use only with ledger: dynamodb/,
    fix: /config\.yaml:5/,
  },
  {
    what: 'a config file that others may write to',
    harm: later(({ paths }) => chmodSync(paths.config, 0o666)),
    by: 'configuration',
    status: 'warning',
    says: /Others may write to .*config\.yaml/,
    fix: /^chmod go-w .*config\.yaml$/,
  },
  {
    what: 'endpoints of a file that only a variable names',
    harm: (one) => {
      const other = join(one.folder, 'config/other.yaml');
      const text = `${one.config}endpoints: {sts: "${one.world.sandbox.url}"}\n`;
      one.env = { SENTINEL_CONFIG: other };
      one.afterwards.push(() => writeFileSync(other, text, { mode: 0o600 }));
    },
    by: 'configuration',
    status: 'warning',
    says: /endpoints: of .*other\.yaml is not used: only SENTINEL_CONFIG names that file/,
    fix: /^sentinel --config .*other\.yaml$/,
  },
  {
    what: "an organisation's file that anybody could have written",
    harm: (one) => {
      const path = join(one.folder, 'organisation.yaml');
      one.afterwards.push(() => writeFileSync(path, 'version: "1"\n', { mode: 0o666 }));
      one.afterwards.push(() => chmodSync(path, 0o666));
      one.change = (ctx) => ({ ...ctx, paths: { ...ctx.paths, systemConfig: path } });
    },
    by: 'configuration',
    status: 'problem',
    says: /organisation\.yaml is not to be relied on/,
    fix: /^as root: chown root /,
  },
  // AWS files
  {
    what: 'a broken profile beside a sound one',
    harm: more(
      '[profile lost]\nregion = eu-central-1\nrole_arn = nonsense\nsource_profile = own\n',
    ),
    by: 'aws-files',
    status: 'warning',
    says: /The role of \[lost\] is not a role's ARN/,
    fix: /^Correct \[lost\] in .*config/,
  },
  {
    what: 'a broken profile that is asked for',
    harm: chosen(more('[profile lost]\nsentinel_role_arn = nonsense\n'), 'lost'),
    by: 'aws-files',
    status: 'problem',
    says: /The role of \[lost\] is not a role's ARN/,
    fix: /^Correct \[lost\] in .*config/,
  },
  {
    what: 'source profiles in a circle',
    harm: more(
      `[profile a]\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = b\n[profile b]\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = a\n`,
    ),
    by: 'aws-files',
    status: 'warning',
    says: /run in a circle/,
    fix: /Break it/,
  },
  {
    what: "a header that AWS's loader drops",
    harm: more('[ profile  odd ]\nregion = eu-central-1\n'),
    by: 'aws-files',
    status: 'warning',
    says: /leaves the profile \[odd\] in .* out/,
    fix: /one space after "profile"/,
  },
  {
    what: 'no profile at all',
    harm: (one) => {
      one.awsConfig = '';
      one.awsCredentials = '';
    },
    by: 'aws-files',
    status: 'problem',
    says: /There is no profile/,
    fix: /^aws configure sso$/,
  },
  {
    what: 'a section that makes the loader refuse the file',
    harm: more('[__proto__]\nx = y\n'),
    by: 'aws-files',
    status: 'problem',
    says: /section named __proto__/,
    fix: /Remove it/,
  },
  {
    what: 'keys that others may read',
    harm: later(({ paths }) => chmodSync(paths.awsCredentials, 0o644)),
    by: 'aws-files',
    status: 'warning',
    says: /holds keys and others may read it/,
    fix: /^chmod 600 .*credentials$/,
  },
  // the environment
  {
    what: 'keys in the environment',
    harm: set({ AWS_ACCESS_KEY_ID: 'AKIAX', AWS_SECRET_ACCESS_KEY: 'x' }),
    by: 'environment',
    status: 'warning',
    says: /AWS_ACCESS_KEY_ID is set/,
    fix: /^unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY$/,
  },
  {
    what: 'a web identity in the environment',
    harm: set({ AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: ROLE }),
    by: 'environment',
    status: 'warning',
    says: /AWS_WEB_IDENTITY_TOKEN_FILE is set/,
    fix: /^unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN$/,
  },
  {
    what: 'an endpoint of credentials in the environment',
    harm: set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9' }),
    by: 'environment',
    status: 'warning',
    says: /AWS_CONTAINER_CREDENTIALS_FULL_URI is set/,
    fix: /^unset AWS_CONTAINER_CREDENTIALS_FULL_URI$/,
  },
  {
    what: 'AWS_PROFILE of a profile that does not ask Sentinel',
    harm: set({ AWS_PROFILE: 'own' }),
    by: 'environment',
    status: 'warning',
    says: /AWS_PROFILE names \[own\], which does not ask Sentinel/,
    fix: /^unset AWS_PROFILE$/,
  },
  {
    what: 'AWS_PROFILE of no profile',
    harm: set({ AWS_PROFILE: 'nobody' }),
    by: 'environment',
    status: 'warning',
    says: /AWS_PROFILE names \[nobody\], which is not in/,
    fix: /^unset AWS_PROFILE$/,
  },
  // ways past Sentinel
  ...[
    'aws_access_key_id = AKIAX\naws_secret_access_key = x',
    `role_arn = ${ROLE}`,
    'source_profile = own',
    'credential_source = Environment',
    'web_identity_token_file = /token',
    'sso_session = corp',
    'sso_start_url = https://corp.awsapps.com/start',
    'sso_account_id = 111122223333',
    'sso_role_name = Engineer',
    'login_session = x',
  ].map(
    (line): Case => ({
      what: `${line.split(' ')[0]} beside Sentinel's credential_process`,
      harm: beside(line),
      by: 'bypasses',
      status: 'warning',
      says: new RegExp(`\\[work\\] in .* has ${line.split(' ')[0]} beside its credential_process`),
      fix: /sentinel config generate --template profile --profile work$/,
    }),
  ),
  {
    what: 'such keys in the credentials file alone',
    harm: (one) => {
      one.awsCredentials += '[work]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n';
    },
    by: 'bypasses',
    status: 'warning',
    says: /\[work\] in .*aws\/credentials has aws_access_key_id beside/,
    fix: /sentinel config generate/,
  },
  {
    what: '[default] with keys',
    harm: (one) => {
      one.awsConfig = one.awsConfig
        .replaceAll('[profile own]', '[default]')
        .replace('= own', '= default');
      one.awsCredentials = one.awsCredentials.replace('[own]', '[default]');
    },
    by: 'bypasses',
    status: 'warning',
    says: /\[default\] in .* names credentials \(aws_access_key_id\)/,
    fix: /Rename \[default\]/,
  },
  {
    what: 'a plain role_arn to a role that nobody can look at',
    harm: more(
      `[profile far]\nregion = eu-central-1\nrole_arn = ${FAR_ROLE}\nsource_profile = own\n`,
    ),
    by: 'bypasses',
    status: 'warning',
    says: /\[far\] by role_arn, without Sentinel; whether their trust policies demand a stamp could not be read/,
    fix: /sentinel config generate --template profile --profile far$/,
  },
  {
    what: 'a plain role_arn to a role that demands no stamp',
    harm: (one) => {
      more(`[profile near]\nregion = eu-central-1\nrole_arn = ${ROLE}\nsource_profile = own\n`)(
        one,
      );
      trust(OPEN_TRUST)(one);
    },
    by: ['bypasses', 'role-trust'],
    status: 'warning',
    says: /roles of \[near\] by role_arn, without Sentinel: their trust policies demand no stamp/,
    fix: /"sts:SourceIdentity": "sentinel=\*"/,
  },
  // settings without effect
  {
    what: 'role_session_name',
    harm: beside('role_session_name = me'),
    by: 'settings',
    status: 'warning',
    says: /role_session_name of \[work\] in .* is not taken/,
    fix: /Remove role_session_name/,
  },
  {
    what: 'a sentinel_ key with a slip',
    harm: beside('sentinel_externalid = x'),
    by: 'settings',
    status: 'warning',
    says: /sentinel_externalid of \[work\] in .* is no setting/,
    fix: /Write sentinel_external_id/,
  },
  {
    what: 'a key that a sentinel_ one overrides',
    harm: beside('sentinel_duration_seconds = 900\nduration_seconds = 3600'),
    by: 'settings',
    status: 'warning',
    says: /duration_seconds of \[work\] in .* is not taken: sentinel_duration_seconds says otherwise/,
    fix: /Remove one/,
  },
  // proxy and certificates
  {
    what: 'a proxy that is no address',
    harm: set({ HTTPS_PROXY: 'not an address' }),
    by: 'network',
    status: 'problem',
    says: /HTTPS_PROXY is no address of an http or https proxy/,
    fix: /export HTTPS_PROXY=/,
  },
  {
    what: 'a proxy for http alone',
    harm: set({ http_proxy: 'http://proxy:3128' }),
    by: 'network',
    status: 'warning',
    says: /http_proxy is set and HTTPS_PROXY is not/,
    fix: /^export HTTPS_PROXY="\$http_proxy"$/,
  },
  {
    what: 'certificates that are not there',
    harm: set({ AWS_CA_BUNDLE: '/nowhere/bundle.pem' }),
    by: 'network',
    status: 'problem',
    says: /cannot be read: \/nowhere\/bundle\.pem/,
    fix: /^unset AWS_CA_BUNDLE$/,
  },
  {
    what: 'certificates that are none',
    harm: (one) => {
      one.env = { AWS_CA_BUNDLE: join(one.folder, 'aws/config') };
    },
    by: 'network',
    status: 'problem',
    says: /holds no certificate/,
    fix: /^unset AWS_CA_BUNDLE$/,
  },
  {
    what: 'certificates that nobody checks',
    harm: set({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    by: 'network',
    status: 'warning',
    says: /Sentinel does not follow it/,
    fix: /^unset NODE_TLS_REJECT_UNAUTHORIZED$/,
  },
  // endpoints
  {
    what: 'a stray endpoint',
    harm: set({ AWS_ENDPOINT_URL_SSM: 'https://user:secret@evil.example/x' }),
    by: 'endpoints',
    status: 'warning',
    says: /AWS_ENDPOINT_URL_SSM \(https:\/\/evil\.example\/x\) is not used/,
    fix: /^unset AWS_ENDPOINT_URL_SSM$/,
  },
  {
    what: 'a stray endpoint_url of a profile',
    harm: beside('endpoint_url = https://evil.example'),
    by: 'endpoints',
    status: 'warning',
    says: /endpoint_url of \[work\] \(https:\/\/evil\.example\) is not used/,
    fix: /^Remove endpoint_url of \[work\]/,
  },
  // regions and clock
  {
    what: 'no region',
    harm: (one) => {
      one.awsConfig = one.awsConfig.replaceAll('region = eu-central-1\n', '');
    },
    by: 'regions',
    status: 'problem',
    says: /No AWS region is named/,
    fix: /AWS_REGION/,
  },
  {
    what: 'one silent region of two',
    harm: (one) => {
      config('regions: [eu-central-1, us-east-1]\n')(one);
      one.world.sandbox.control.setFault({ kind: 'cut', service: 'ssm', region: 'us-east-1' });
    },
    by: 'regions',
    status: 'warning',
    says: /AWS ssm in us-east-1 does not answer \(NetworkError\)/,
    fix: /sentinel doctor$/,
  },
  {
    what: 'no region that answers',
    harm: (one) => {
      config('regions: [eu-central-1, us-east-1]\n')(one);
      one.world.sandbox.control.setFault({ kind: 'reset' });
    },
    by: 'regions',
    status: 'problem',
    says: /AWS sts in eu-central-1 does not answer/,
    fix: /Check the network/,
  },
  {
    what: 'a clock that is off',
    harm: (one) => one.world.sandbox.control.setClockOffset(10 * 60_000),
    by: 'clock',
    status: 'warning',
    says: /This machine's clock is 10 min behind AWS's/,
    fix: /timedatectl|sntp|w32tm/,
  },
  // base credentials
  {
    what: 'keys that AWS does not take',
    harm: (one) => {
      one.awsCredentials = one.awsCredentials.replace(one.keys.secret, 'wrong');
    },
    by: 'base-credentials',
    status: 'problem',
    says: /does not accept the base credentials \(static keys of \[own\]\)/,
    fix: /access key/,
  },
  {
    what: 'such keys beside others',
    harm: (one) => {
      more(
        `[profile other]\nregion = eu-central-1\nsentinel_role_arn = ${ROLE}\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n`,
      )(one);
    },
    by: 'base-credentials',
    status: 'warning',
    says: /does not accept the base credentials \(static keys of \[other\]\).* \(\[other\]\)/,
    fix: /access key/,
  },
  {
    what: 'a sign-in that was never made',
    harm: more(SSO + SSO_WORK),
    by: 'base-credentials',
    status: 'warning',
    says: /You are not signed in to corp\. \(\[signed\]\)/,
    fix: /^sentinel login --sso-session corp$/,
  },
  {
    what: 'the sign-in of the chosen profile',
    harm: chosen(more(SSO + SSO_WORK), 'signed'),
    by: 'base-credentials',
    status: 'problem',
    says: /You are not signed in to corp/,
    fix: /^sentinel login --sso-session corp$/,
  },
  {
    what: 'a token that is not there',
    harm: more(
      `[profile pod]\nregion = eu-central-1\nrole_arn = ${ROLE}\nweb_identity_token_file = /nowhere/token\nsentinel_role_arn = ${ROLE}\n`,
    ),
    by: 'base-credentials',
    status: 'warning',
    says: /The token of the web identity of \[pod\] is not there: \/nowhere\/token/,
    fix: /identity provider/,
  },
  {
    what: 'another tool that fails, for the chosen profile',
    harm: chosen(
      more(
        `[profile tool]\nregion = eu-central-1\ncredential_process = exit 3\nsentinel_role_arn = ${ROLE}\n`,
      ),
      'tool',
    ),
    by: 'base-credentials',
    status: 'problem',
    says: /The credential_process of \[tool\] gives no credentials: it ended with exit code 3/,
    fix: /Sign in to that tool/,
  },
  {
    what: 'stored keys that are not there',
    harm: (one) => {
      passphrase(one);
      more(
        `[profile kept]\nregion = eu-central-1\nsentinel_keys = mine\nsentinel_role_arn = ${ROLE}\n`,
      )(one);
    },
    by: 'base-credentials',
    status: 'warning',
    says: /There are no keys "mine"/,
    fix: /sentinel keys add mine$/,
  },
  // policy and verdict
  {
    what: 'a policy that is not there',
    harm: (one) => {
      one.config = one.config.replace('file:policy.yaml', 'ssm:/sentinel/policies/none');
    },
    by: 'policy',
    status: 'problem',
    says: /There is no policy: .*ssm:\/sentinel\/policies\/none does not exist/,
    fix: /Put one there/,
  },
  {
    what: 'a policy that does not pass',
    harm: (one) => {
      one.policy = 'version: "1"\nrules: 7\n';
    },
    by: 'policy',
    status: 'problem',
    says: /the access policy .*policy\.yaml does not pass/,
    fix: /sentinel config validate .*policy\.yaml$/,
  },
  {
    what: 'a policy that asks for a shared ledger',
    harm: (one) => {
      one.policy = one.policy.replace(
        'ledger: local',
        'ledger: {region: eu-central-1, requests: aaa, breakglass: bbb, sessions: ccc}',
      );
    },
    by: 'policy',
    status: 'problem',
    says: /The ledger named in file:.*policy\.yaml is DynamoDB/,
    fix: /Update Sentinel/,
  },
  {
    what: 'a policy without a catch-all',
    harm: (one) => {
      one.policy = one.policy.replace(/.*name: rest.*\n/, '');
    },
    by: 'policy',
    status: 'warning',
    says: /policy\.yaml: rules: no catch-all/,
    fix: /^sentinel config validate .*policy\.yaml$/,
  },
  {
    what: 'a break-glass policy that does not pass',
    harm: (one) => {
      config('breakglass: file:emergency.yaml\n')(one);
      one.afterwards.push(({ paths }) =>
        writeFileSync(join(paths.config, '../emergency.yaml'), 'version: "1"\nrules: 7\n'),
      );
    },
    by: 'policy',
    status: 'warning',
    says: /^breakglass: the break-glass policy .*emergency\.yaml does not pass/,
    fix: /sentinel config validate .*emergency\.yaml$/,
  },
  {
    what: 'an approval policy that is not there',
    harm: config('approvals: ssm:/sentinel/approvals/none\n'),
    by: 'policy',
    status: 'warning',
    says: /^approvals: There is no policy: .*approvals\/none does not exist/,
    fix: /Put one there/,
  },
  {
    what: 'a policy that lets nobody in',
    harm: (one) => {
      one.policy = 'version: "1"\nrules:\n  - {name: no, effect: deny, conditions: {}}\n';
    },
    by: 'verdict',
    status: 'problem',
    says: /No profile is allowed now: 0 allowed, 0 with an approval, 2 denied/,
    fix: /^sentinel policy explain --profile /,
  },
  {
    what: 'an approval that the chosen profile needs',
    harm: chosen((one) => {
      one.policy = one.policy.replace(
        'name: work, effect: allow',
        'name: work, effect: require_approval',
      );
    }, 'work'),
    by: 'verdict',
    status: 'problem',
    says: /\[work\] needs an approval, by rule "work"/,
    fix: /Approvals/,
  },
  // stamps
  {
    what: 'a profile without a role',
    harm: (one) => {
      one.policy = one.policy.replace('[work]', '[work, bare]').replace('targets:', 'targets:');
      one.policy = one.policy.replace(
        'conditions: {profiles: [work, bare]}',
        'conditions: {profiles: [work, bare], accounts: ["111122223333"]}',
      );
      one.awsCredentials += `[bare]\nregion = eu-central-1\naws_access_key_id = ${one.keys.id}\naws_secret_access_key = ${one.keys.secret}\n`;
    },
    by: 'stamps',
    status: 'warning',
    says: /\[bare\] holds keys and leads to no role.* It is refused/,
    fix: /Add sentinel_role_arn = /,
  },
  // role trust
  {
    what: 'a role that cannot be stamped',
    harm: trust({ ...OPEN_TRUST, Action: 'sts:AssumeRole' }),
    by: 'role-trust',
    status: 'problem',
    says: /role\/Developer \(\[work\]\) does not allow sts:SetSourceIdentity/,
    fix: /"sts:AssumeRole", "sts:SetSourceIdentity"/,
  },
  {
    what: 'a role that demands no stamp',
    harm: trust(OPEN_TRUST),
    by: 'role-trust',
    status: 'warning',
    says: /role\/Developer \(\[work\]\) may be assumed without Sentinel's stamp/,
    fix: /"sts:SourceIdentity": "sentinel=\*"/,
  },
  // key store
  {
    what: 'a key store that is not there',
    harm: (one) => {
      one.config = one.config.replace('keys: file', 'keys: 1password');
    },
    by: 'key-store',
    status: 'warning',
    says: /1Password.* Nothing is kept/,
    fix: /OP_/,
  },
  {
    what: 'a key file that stays locked',
    harm: (one) => {
      one.afterwards.push(async (ctx) => {
        const env = { ...ctx.env, SENTINEL_KEYS_PASSPHRASE: 'another' };
        // Stores are shared by the places they live in.
        const store = await openKeyStore({ ...ctx, env, paths: { ...ctx.paths } }, 'file');
        await store.set('name', 'value');
      });
      passphrase(one);
    },
    by: 'key-store',
    status: 'warning',
    says: /keys\.json stays locked: SENTINEL_KEYS_PASSPHRASE does not open it/,
    fix: /passphrase/,
  },
  // state, ledger, log
  {
    what: 'a state folder that is a link',
    harm: later(({ paths }) => {
      rmSync(paths.state, { recursive: true });
      symlinkSync(paths.ssoCache, paths.state);
    }),
    by: 'state',
    status: 'problem',
    says: /state is a link/,
    fix: /XDG_STATE_HOME/,
  },
  {
    what: 'a state folder that is a file',
    harm: later(({ paths }) => {
      rmSync(paths.state, { recursive: true });
      writeFileSync(paths.state, '');
    }),
    by: 'state',
    status: 'problem',
    says: /state is not a folder/,
    fix: /^mv /,
  },
  {
    what: 'a state folder that others may look into',
    harm: later(({ paths }) => chmodSync(paths.state, 0o755)),
    by: 'state',
    status: 'warning',
    says: /Others may look into/,
    fix: /^chmod 700 /,
  },
  {
    what: 'a damaged ledger',
    harm: later(({ paths }) => writeFileSync(join(paths.state, 'ledger.db'), 'x'.repeat(5000))),
    by: 'ledger',
    status: 'problem',
    says: /ledger\.db is damaged/,
    fix: /^mv .*ledger\.db .*ledger\.db\.damaged$/,
  },
  {
    what: 'a ledger of a newer Sentinel',
    harm: later(async ({ paths }) => {
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const database = new DatabaseSync(join(paths.state, 'ledger.db'));
      database.exec(
        'create table sessions (log_seq); create table breakglass (log_seq); pragma user_version = 99',
      );
      database.close();
    }),
    by: 'ledger',
    status: 'problem',
    says: /newer Sentinel \(version 99\)/,
    fix: /Update Sentinel/,
  },
  {
    what: 'a ledger that this version cannot use',
    harm: config('ledger: dynamodb\n'),
    by: 'ledger',
    status: 'problem',
    says: /DynamoDB, which this version cannot use yet/,
    fix: /ledger: sqlite in .*config\.yaml$/,
  },
  {
    what: 'a changed line of the log',
    harm: later(async (ctx) => {
      for (let i = 0; i < 3; i++) await openDecisionLog(ctx).append(entry());
      const { readFileSync } = process.getBuiltinModule('node:fs');
      const text = readFileSync(logPath(ctx), 'utf8').replace('alice', 'malice');
      writeFileSync(logPath(ctx), text);
    }),
    by: 'log',
    status: 'warning',
    says: /line seq 1 has been changed/,
    fix: /^sentinel audit verify-log$/,
  },
  {
    what: 'a log whose end was cut off',
    harm: later(async (ctx) => {
      const heads = [];
      for (let i = 0; i < 3; i++) heads.push(await openDecisionLog(ctx).append(entry()));
      await remember(ctx, heads[2]);
      const { readFileSync } = process.getBuiltinModule('node:fs');
      const [first] = readFileSync(logPath(ctx), 'utf8').split('\n');
      writeFileSync(logPath(ctx), `${first}\n`);
    }),
    by: 'log',
    status: 'warning',
    says: /its end is cut off: the ledger knows line seq 3/,
    fix: /^sentinel audit verify-log$/,
  },
  {
    what: 'a further sink without a folder',
    harm: (one) => config(`log: ["${join(one.folder, 'none/decisions.jsonl')}"]\n`)(one),
    by: 'log',
    status: 'problem',
    says: /further sink .*none\/decisions\.jsonl cannot be written to \(ENOENT\)/,
    fix: /^ls -ld .*none\/decisions\.jsonl$/,
  },
  {
    what: "a further sink that is Sentinel's own file",
    harm: (one) => config(`log: ["${join(one.folder, 'state/ledger.db')}"]\n`)(one),
    by: 'log',
    status: 'problem',
    says: /is a file of Sentinel's own/,
    fix: /Name another file/,
  },
  // what lies about
  {
    what: 'a lock that stays held',
    harm: later(async (ctx) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { promise: taken, resolve: held } = Promise.withResolvers<void>();
      const done = withLock(`${logPath(ctx)}.lock`, () => {
        held();
        return promise;
      });
      undo.push(() => {
        resolve();
        return done;
      });
      await taken;
    }),
    by: 'locks',
    status: 'warning',
    says: /decisions\.jsonl\.lock is held by another process/,
    fix: /^fuser -v /,
  },
  {
    what: 'sealed entries that ended days ago',
    harm: later((ctx) => sealed(ctx, Date.now() - 72 * HOURS)),
    by: 'caches',
    status: 'warning',
    says: /1 sealed entry has ended up to 3 d ago/,
    fix: /^sentinel cache clear$/,
  },
  {
    what: 'a torn sealed entry',
    harm: later((ctx) => sealed(ctx, null)),
    by: 'caches',
    status: 'warning',
    says: /1 sealed entry is torn/,
    fix: /^sentinel cache clear$/,
  },
  {
    what: 'the temporary file of a killed writer',
    harm: later(({ paths }) => {
      const path = join(paths.ssoCache, 'x.json.0123456789ab.tmp');
      writeFileSync(path, 'secret');
      utimesSync(path, new Date(0), new Date(Date.now() - 2 * HOURS));
    }),
    by: 'leftovers',
    status: 'warning',
    says: /x\.json\.0123456789ab\.tmp was left by a process that was killed 2 h ago/,
    fix: /^rm .*0123456789ab\.tmp$/,
  },
];

it.each(CASES)('$what', async ({ harm, by, status, says, fix }) => {
  const { ill, all, before, after } = await ward.visit(harm);
  expect(Object.keys(ill).sort()).toEqual([by].flat().sort());
  const [id = ''] = [by].flat();
  const found = ill[id];
  expect(found?.status).toBe(status);
  const items = found?.items ?? (found ? [found] : []);
  const told = [found?.detail ?? '', ...items.map(({ detail }) => detail)];
  expect(told.join('\n')).toMatch(says);
  expect(found?.fix.find((line) => fix.test(line)) ?? found?.fix).toMatch(fix);
  // Whatever is found, nothing is changed, and no check has failed itself.
  expect(after).toEqual(before);
  for (const { result } of all) expect(result.detail).not.toMatch(/this is a bug/);
});

function sealed({ paths }: Context, until: number | null): void {
  const folder = `${paths.cache}/sealed`;
  mkdirSync(folder, { recursive: true });
  const keys = splitKey(new Uint8Array(32));
  const random = (bytes: number) => new Uint8Array(bytes);
  const bytes = sealEntry(keys, 'identity', 'x', { value: '{}', until: until ?? 0 }, random);
  writeFileSync(`${folder}/${'a'.repeat(64)}`, until === null ? bytes.subarray(0, 5) : bytes);
}

/** A row that knows a head of the log. */
async function remember(ctx: Context, head: { seq: number; hash: string } | undefined) {
  const ledger = await openLedger(ctx);
  await ledger.putSession({
    ...{ id: '0123456789abcdef', user: 'alice', principalArn: 'arn', profile: 'work' },
    ...{ roleArn: null, mode: 'cli', sourceIdentity: null, requestId: '01234567' },
    ...{ accessKeyId: null, kind: 'static', startedAt: 0, credentialsExpireAt: null },
    ...{ windowEndsAt: null, lastAccessAt: null, requestCount: 0, host: 'h', pid: 1 },
    ...{ logSeq: head?.seq ?? null, logHash: head?.hash ?? null },
    ...{ grant: 'direct', status: 'ended', version: 1 },
  });
  ledger.close();
}
