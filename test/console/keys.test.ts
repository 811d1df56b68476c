import { describe, expect, it } from 'vitest';
import { keyName } from '../../src/console/key-names.ts';
import { bindingFor, footerBindings, KEYS } from '../../src/console/keys.ts';
import { initialState } from '../../src/console/reducer.ts';
import type { View } from '../../src/console/state.ts';
import { play } from './helpers/play.ts';
import { NIGHT } from './helpers/world.ts';

const VIEWS: readonly View[] = [
  'list',
  'sessions',
  'log',
  'whoami',
  'help',
  'breakglass',
  'firstrun',
];
const start = initialState({ columns: 100, rows: 30 }, NIGHT);

describe('the key table', () => {
  it.each(VIEWS)('gives no key two meanings in the view %s', (view) => {
    const keys = KEYS.filter((binding) => binding.views.includes(view)).flatMap(({ keys }) => keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(VIEWS)('lets one leave from the view %s', (view) => {
    expect(bindingFor({ ...start, view }, 'ctrl+c')?.intent).toBe('leave');
    expect(bindingFor({ ...start, view }, 'esc')?.intent).toBe('back');
  });

  it('says what each key is for', () => {
    for (const { label, help } of KEYS) {
      expect(label).not.toBe('');
      expect(help.length).toBeGreaterThan(5);
    }
  });

  it('keeps the keys of the specification', () => {
    const list = { ...start, view: 'list' as const };
    const meant = Object.fromEntries(
      [
        'enter',
        'b',
        's',
        'l',
        'w',
        '/',
        '?',
        'c',
        'R',
        'q',
        'esc',
        'j',
        'k',
        'g',
        'G',
        'tab',
        'r',
        'a',
        'o',
        't',
      ].map((key) => [key, bindingFor(list, key)?.intent]),
    );
    expect(meant).toEqual({
      enter: 'open',
      b: 'breakglass',
      s: 'sessions',
      l: 'log',
      w: 'whoami',
      '/': 'filter',
      '?': 'help',
      c: 'copy',
      R: 'refresh',
      q: 'quit',
      esc: 'back',
      j: 'down',
      k: 'up',
      g: 'first',
      G: 'last',
      tab: 'details',
      r: 'request',
      a: 'approvals',
      o: 'webConsole',
      t: 'newWindow',
    });
    expect(bindingFor({ ...start, view: 'sessions' }, 'x')?.intent).toBe('revoke');
  });

  it('shows only keys that apply in the footer, and ? among them', async () => {
    const { state, press } = await play();
    const hints = () => footerBindings(state()).map(({ intent }) => intent);
    expect(hints()).toContain('help');
    expect(hints()).not.toContain('breakglass');
    await press('j', 'j');
    expect(hints()).toContain('breakglass');
    expect(hints()).not.toContain('request');
  });

  it.each(['r', 'a', 'o', 't'])('says why %s does nothing', async (key) => {
    const { state, press } = await play();
    await press(key);
    expect(state().message?.text).toMatch(/not in this version|no approvals inbox/);
  });
});

describe('key names', () => {
  it.each([
    ['', { return: true }, 'enter'],
    ['', { escape: true, meta: true }, 'esc'],
    ['', { tab: true, shift: true }, 'shift+tab'],
    ['', { upArrow: true }, 'up'],
    ['', { leftArrow: true, ctrl: true }, 'ctrl+left'],
    ['', { return: true, meta: true }, 'alt+enter'],
    ['c', { ctrl: true }, 'ctrl+c'],
    ['b', { meta: true }, 'alt+b'],
    ['A', { shift: true }, 'A'],
    [' ', {}, 'space'],
    ['\n', {}, 'ctrl+j'],
    ['é', {}, 'é'],
  ])('%j %j is %s', (input, key, name) => {
    expect(keyName(input, key)).toBe(name);
  });
});
