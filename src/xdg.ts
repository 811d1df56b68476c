import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface XdgFolders {
  readonly cache: string;
  readonly config: string;
  readonly state: string;
  /** Undefined: the environment names none. */
  readonly runtime: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The folders of the XDG Base Directory Specification where its variables are set, else the platform's own
 * conventional places, named as the package xdg-portable names them. (That package itself took 2 ms of
 * every start.)
 */
export function xdgFolders(
  env: Env,
  platform: NodeJS.Platform = process.platform,
  home = homedir() || tmpdir(),
): XdgFolders {
  const usual = conventional(env, platform, home);
  return {
    cache: env['XDG_CACHE_HOME'] || usual.cache,
    config: env['XDG_CONFIG_HOME'] || usual.config,
    state: env['XDG_STATE_HOME'] || usual.state,
    runtime: env['XDG_RUNTIME_DIR'] || undefined,
  };
}

function conventional(env: Env, platform: NodeJS.Platform, home: string) {
  if (platform === 'darwin') {
    const library = join(home, 'Library');
    return {
      cache: join(library, 'Caches'),
      config: join(library, 'Preferences'),
      state: join(library, 'State'),
    };
  }
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
    return {
      cache: join(local, 'xdg.cache'),
      config: join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'xdg.config'),
      state: join(local, 'xdg.state'),
    };
  }
  return {
    cache: join(home, '.cache'),
    config: join(home, '.config'),
    state: join(home, '.local', 'state'),
  };
}
