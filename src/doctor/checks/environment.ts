import type { Context } from '../../context.ts';
import { callsSentinel } from '../../profiles/calls-sentinel.ts';
import type { AwsFacts } from '../facts/aws-files.ts';
import { ok, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const environment: Check = {
  id: 'environment',
  title: 'Environment',
  about:
    'variables that put other credentials before Sentinel: AWS_ACCESS_KEY_ID, AWS_PROFILE, tokens',
  async run(ctx, facts) {
    const inside = ctx.env['SENTINEL_SESSION_ID'];
    if (inside) {
      const name = ctx.env['SENTINEL_PROFILE'] ?? '';
      return ok(
        `Inside the session ${inside} of [${name}]: its own keys stand there (exit leaves it).`,
      );
    }
    const { value } = await facts.aws();
    const found = [...otherCredentials(ctx), ...otherProfile(ctx, value)];
    return together(found, 'No variable puts other credentials before Sentinel.');
  },
};

/** Each set of variables that an SDK takes before, or in place of, a profile. */
const SETS: readonly { readonly names: readonly string[]; readonly what: string }[] = [
  {
    names: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    what: "AWS's tools take these keys before any profile, and go past Sentinel",
  },
  {
    names: ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME'],
    what: "AWS's tools that are told no profile take this web identity, and go past Sentinel",
  },
  {
    names: ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    what: "AWS's tools that are told no profile ask this endpoint, and go past Sentinel",
  },
];

function otherCredentials({ env }: Pick<Context, 'env'>): Finding[] {
  return SETS.flatMap(({ names, what }) => {
    const set = names.filter((name) => env[name]);
    const [first] = set;
    // A key without its secret, or a role without its token, is taken by nobody.
    if (first === undefined || (first !== names[0] && names.length > 2)) return [];
    return [warning(`${first} is set: ${what}.`, `unset ${set.join(' ')}`)];
  });
}

function otherProfile({ env, paths }: Context, aws: AwsFacts | null): Finding[] {
  const variable = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].find((name) => env[name]);
  const name = variable && env[variable];
  if (!variable || !name || !aws) return [];
  const profile = aws.files.profiles.find((one) => one.name === name);
  if (!profile) {
    return [
      warning(
        `${variable} names [${name}], which is not in ${paths.awsConfig}: AWS's tools fail on it.`,
        `unset ${variable}`,
      ),
    ];
  }
  if (callsSentinel(profile.settings['credential_process'] ?? '')) return [];
  return [
    warning(
      `${variable} names [${name}], which does not ask Sentinel: AWS's tools go past it.`,
      `unset ${variable}`,
    ),
  ];
}
