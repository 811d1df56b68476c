import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Paths } from './context.ts';
import { xdgFolders } from './xdg.ts';

/**
 * Where things live on this machine: the XDG folders on every platform that sets the variables, else
 * the platform's own conventional places; the AWS files where AWS's own tools look for them.
 */
export function defaultPaths(env: Readonly<Record<string, string | undefined>>): Paths {
  const { cache, config, runtime, state } = xdgFolders(env);
  const aws = join(homedir(), '.aws');
  return {
    config: join(config, 'sentinel', 'config.yaml'),
    state: join(state, 'sentinel'),
    cache: join(cache, 'sentinel'),
    runtime: runtime ? join(runtime, 'sentinel') : join(tmpdir(), `sentinel-${userId()}`),
    awsConfig: env['AWS_CONFIG_FILE'] || join(aws, 'config'),
    awsCredentials: env['AWS_SHARED_CREDENTIALS_FILE'] || join(aws, 'credentials'),
    ssoCache: join(aws, 'sso', 'cache'),
    systemConfig: systemConfig(process.platform),
  };
}

/** No environment variable moves it: who could set one could take the organisation's rules away. */
function systemConfig(platform: NodeJS.Platform): string | null {
  // Whether only administrators can write to a file is not told by POSIX modes on Windows.
  return platform === 'win32' ? null : '/etc/sentinel/config.yaml';
}

function userId(): string {
  return String(process.getuid?.() ?? 'user');
}
