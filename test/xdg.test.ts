import { expect, test } from 'vitest';
import { xdgFolders } from '../src/xdg.ts';

test.each([
  ['linux', '/h/.cache', '/h/.config', '/h/.local/state'],
  ['freebsd', '/h/.cache', '/h/.config', '/h/.local/state'],
  ['darwin', '/h/Library/Caches', '/h/Library/Preferences', '/h/Library/State'],
  [
    'win32',
    '/h/AppData/Local/xdg.cache',
    '/h/AppData/Roaming/xdg.config',
    '/h/AppData/Local/xdg.state',
  ],
] as const)('the conventional places on %s', (platform, cache, config, state) => {
  expect(xdgFolders({}, platform, '/h')).toEqual({ cache, config, state, runtime: undefined });
});

test.each(['linux', 'darwin', 'win32'] as const)(
  'the variables count on %s; an empty one does not',
  (on) => {
    const env = {
      XDG_CACHE_HOME: '/c',
      XDG_CONFIG_HOME: '/f',
      XDG_STATE_HOME: '/s',
      XDG_RUNTIME_DIR: '/r',
      APPDATA: '/a',
      LOCALAPPDATA: '/l',
    };
    expect(xdgFolders(env, on, '/h')).toEqual({
      cache: '/c',
      config: '/f',
      state: '/s',
      runtime: '/r',
    });
    const empty = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
    expect(xdgFolders(empty, on, '/h')).toEqual(xdgFolders({}, on, '/h'));
  },
);

test("Windows' own variables move its folders", () => {
  expect(xdgFolders({ APPDATA: '/a', LOCALAPPDATA: '/l' }, 'win32', '/h')).toEqual({
    cache: '/l/xdg.cache',
    config: '/a/xdg.config',
    state: '/l/xdg.state',
    runtime: undefined,
  });
});
