/** `credential_source`: what the machine or the environment gives. Pure. */
import type { IniProfile } from '../aws/ini.ts';
import { environmentKeys, hasKeys } from './base-environment.ts';
import type { AwsFiles } from './files.ts';
import { type BaseAnswer, badSetting, found, problem } from './problem.ts';

/** The base that `credential_source` names. */
export function sourceBase(profile: IniProfile, source: string, files: AwsFiles): BaseAnswer {
  const { name } = profile;
  if (source === 'Environment') return environment(name, files.env);
  if (source === 'Ec2InstanceMetadata') return instance(name, files);
  if (source === 'EcsContainer') return container(name, files);
  return badSetting(
    `credential_source of [${name}] in ${profile.fileOf('credential_source')} is none that AWS knows: ${source}.`,
    'Write Environment, Ec2InstanceMetadata or EcsContainer.',
  );
}

function environment(name: string, env: AwsFiles['env']): BaseAnswer {
  if (hasKeys(env)) return found(environmentKeys());
  const inside = env['SENTINEL_SESSION_ID'];
  const what = inside
    ? `[${name}] takes its base credentials from the environment, which holds those of a Sentinel session.`
    : `[${name}] takes its base credentials from the environment, which has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  return problem('no_base', 'not_signed_in', what, [
    inside ? 'Leave the session first: exit' : 'Set both, or name another source.',
  ]);
}

function instance(name: string, { env, sandbox }: AwsFiles): BaseAnswer {
  const wants = `[${name}] takes its base credentials from the EC2 instance's role`;
  if (sandbox) return problem('no_base', 'failed', `${wants}, and the sandbox has no instance.`);
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') {
    const what = `${wants}, and AWS_EC2_METADATA_DISABLED turns that off.`;
    return problem('no_base', 'failed', what, ['Unset AWS_EC2_METADATA_DISABLED.']);
  }
  return found({ kind: 'imds', profile: null, label: "the EC2 instance's role", key: 'imds' });
}

function container(name: string, { env, sandbox }: AwsFiles): BaseAnswer {
  const wants = `[${name}] takes its base credentials from the container's role`;
  if (sandbox) return problem('no_base', 'failed', `${wants}, and the sandbox has no containers.`);
  const told =
    env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (!told) {
    const what = `${wants}, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and ..._FULL_URI are not set: this is no container of ECS or EKS.`;
    return problem('no_base', 'failed', what, ['Name another base: --aws-profile NAME']);
  }
  if (env['SENTINEL_SESSION_ID']) {
    // A credential endpoint inside a session is the session's own.
    const what = `${wants}, and the environment is that of a Sentinel session.`;
    return problem('no_base', 'not_signed_in', what, ['Leave the session first: exit']);
  }
  return found({
    kind: 'container',
    profile: null,
    label: "the container's role",
    key: 'container',
  });
}
