import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import type { Profile } from '../../profiles/types.ts';
import type { AwsFacts } from '../facts/aws-files.ts';
import { count, fromError, problem, together, warning } from '../finding.ts';
import { lookAt } from '../look.ts';
import type { Check, Finding } from '../types.ts';

export const awsFiles: Check = {
  id: 'aws-files',
  title: 'AWS files',
  about:
    "the AWS config and credentials files: broken profiles, profiles that AWS's loader drops, permissions",
  async run(ctx, facts) {
    const { value, error } = await facts.aws();
    if (error) return fromError('problem', error);
    const { awsConfig, awsCredentials } = ctx.paths;
    if (value.set.profiles.length === 0) {
      return problem(
        `There is no profile in ${awsConfig} or ${awsCredentials}.`,
        'aws configure sso',
        'Or try it without an account: sentinel --sandbox',
      );
    }
    const chosen = facts.request.profile !== undefined;
    const broken = value.profiles.filter((profile) => profile.problem);
    const all = !chosen && broken.length === value.profiles.length;
    const stops = chosen || all;
    const found = [...broken.map((one) => ofProfile(ctx, one, stops)), ...openFiles(ctx, value)];
    const many = count(value.set.profiles.length, 'profile');
    return together(found, `${many} in ${awsConfig}, each with a sound section.`);
  },
};

function ofProfile({ paths }: Context, { name, problem: what }: Profile, stops: boolean): Finding {
  const { message = '', next = [] } = what ?? {};
  const fix = next.length > 0 ? next : [`Correct [${name}] in ${paths.awsConfig}`];
  return stops ? problem(message, ...fix) : warning(message, ...fix);
}

/** Long-term keys that others may read. */
function openFiles(ctx: Context, { files }: AwsFacts): Finding[] {
  if (ctx.platform === 'win32') return [];
  const { awsConfig, awsCredentials } = ctx.paths;
  const keysIn = new Set(
    files.profiles.flatMap(({ settings, fileOf }) =>
      settings['aws_secret_access_key'] ? [fileOf('aws_secret_access_key')] : [],
    ),
  );
  return [awsConfig, awsCredentials].flatMap((path) => {
    const found = lookAt(path, true);
    const secret = keysIn.has(path);
    const open = found ? found.mode & (secret ? 0o077 : 0o022) : 0;
    if (open === 0) return [];
    const what = secret ? `${path} holds keys and others may read` : `Others may write to ${path}`;
    const also = secret ? (open & 0o022 ? ' and change it.' : ' it.') : '.';
    return [warning(`${what}${also}`, `chmod ${secret ? '600' : 'go-w'} ${shellWord(path)}`)];
  });
}
