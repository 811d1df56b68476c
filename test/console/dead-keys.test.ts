import { describe, expect, it } from 'vitest';
import { whyNot } from '../../src/console/dead-keys.ts';
import { bindingFor, KEYS } from '../../src/console/keys.ts';
import { initialState } from '../../src/console/reducer.ts';
import type { View } from '../../src/console/state.ts';
import { play } from './helpers/play.ts';
import { NIGHT } from './helpers/world.ts';

const VIEWS: readonly View[] = ['list', 'sessions', 'log', 'whoami', 'help', 'firstrun'];

describe('a key that does not apply', () => {
  it.each(VIEWS)('says why in the view %s, whichever key of the table it is', (view) => {
    const state = { ...initialState({ columns: 100, rows: 30 }, NIGHT), view };
    for (const key of KEYS.flatMap(({ keys }) => keys)) {
      const applies = bindingFor(state, key)?.applies?.(state) ?? true;
      const silent = bindingFor(state, key) === null || applies !== true;
      if (silent) expect(whyNot(state, key), key).toMatch(/\w.*\.$/);
      else expect(whyNot(state, key), key).toBeNull();
    }
  });

  it.each([
    [[], 'x', 'x (revoke) is for the sessions view: s shows it.'],
    [['s'], 'b', 'b (break glass) is for the list: Esc goes back.'],
    [['l'], 'enter', 'Enter (open) is for the list: Esc goes back.'],
    [['w'], '/', '/ (filter) is for the list or log: Esc goes back.'],
    [['w'], 'down', 'There is nothing to move through here.'],
    [['w'], 'w', 'This is it: Esc goes back.'],
    [['?'], 'c', 'c (copy) is for the list, sessions view, log or who-am-I view: Esc goes back.'],
  ])('after %j, %s: %s', async (keys, key, why) => {
    const { press, state } = await play();
    await press(...keys, key);
    expect(state().message?.text).toBe(why);
  });

  it('is Enter and b where the filter leaves nothing', async () => {
    const { press, type, state, world } = await play();
    await press('/');
    await type('zzzz');
    await press('enter');
    for (const key of ['enter', 'b']) {
      await press(key);
      expect(state().message?.text).toBe('No profile matches the filter: Esc takes it away.');
    }
    expect(world.holds).toEqual([]);
  });

  it('is none of ours: then nothing is said', async () => {
    const { press, state } = await play();
    await press('z');
    expect(state().message).toBeNull();
  });
});
