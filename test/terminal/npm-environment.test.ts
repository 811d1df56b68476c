import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startFolder, withoutNpm } from '../../src/terminal/npm-environment.ts';

const path = [
  '/repo/node_modules/.bin',
  '/x/node_modules/npm/node-gyp-bin',
  '/usr/bin',
  '/my/.bin',
];

describe('withoutNpm', () => {
  test("takes npm's own out, and leaves the person's", () => {
    const env = {
      npm_config_registry: 'https://token@registry',
      npm_lifecycle_event: 'start',
      NPM_CONFIG_X: '1',
      NODE: '/node',
      INIT_CWD: '/home/me',
      COLOR: '1',
      HOME: '/home/me',
      PATH: path.join(delimiter),
      EMPTY: undefined,
    };
    expect(withoutNpm(env)).toEqual({
      HOME: '/home/me',
      PATH: ['/usr/bin', '/my/.bin'].join(delimiter),
    });
    expect(startFolder(env, '/repo')).toBe('/home/me');
  });

  test('without npm above us nothing is touched', () => {
    const env = { NODE: 'mine', npm_config_x: 'mine', PATH: path.join(delimiter), INIT_CWD: '/a' };
    expect(withoutNpm(env)).toEqual(env);
    expect(startFolder(env, '/here')).toBe('/here');
  });
});
