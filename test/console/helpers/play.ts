/** The console's logic without a screen: a store, a controller and a fake world. */
import { type Controller, createController } from '../../../src/console/controller.ts';
import { createIo, type Io, refresh } from '../../../src/console/effects.ts';
import type { PressedKey } from '../../../src/console/key-names.ts';
import { initialState } from '../../../src/console/reducer.ts';
import type { State } from '../../../src/console/state.ts';
import { createStore } from '../../../src/console/store.ts';
import { painter } from '../../../src/console/text/paint.ts';
import { symbolsFor } from '../../../src/console/text/symbols.ts';
import type { Ui } from '../../../src/console/view/ui.ts';
import { createWorld, portsOf, type World } from './world.ts';

export const UI: Ui = {
  paint: painter('none'),
  symbols: symbolsFor(true),
  sandbox: { as: 'alice' },
};

export interface Play {
  readonly world: World;
  readonly io: Io;
  readonly controller: Controller;
  state(): State;
  /** Keys by name; what they set going is done when this resolves. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
}

export async function play(
  changes: Partial<World> = {},
  size = { columns: 120, rows: 40 },
): Promise<Play> {
  const world = createWorld(changes);
  const store = createStore(initialState(size, world.now));
  const io = createIo(store, portsOf(world));
  const controller = createController(io, UI, () => world.now);
  await refresh(io);
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      const [input, flags] = inkKey(key);
      controller.press(input, flags);
      await settled();
    }
  };
  return {
    world,
    io,
    controller,
    state: store.getState,
    press,
    type: async (text) => press(...[...text].map((char) => (char === ' ' ? 'space' : char))),
  };
}

/** Promises of the fake ports are resolved already: a few turns are all they need. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const FLAGS: Readonly<Record<string, PressedKey>> = {
  enter: { return: true },
  esc: { escape: true },
  tab: { tab: true },
  'shift+tab': { tab: true, shift: true },
  up: { upArrow: true },
  down: { downArrow: true },
  left: { leftArrow: true },
  right: { rightArrow: true },
  home: { home: true },
  end: { end: true },
  pageup: { pageUp: true },
  pagedown: { pageDown: true },
  backspace: { backspace: true },
  delete: { delete: true },
};

/** What Ink tells of a key. */
function inkKey(key: string): [string, PressedKey] {
  const named = FLAGS[key];
  if (named) return ['', named];
  if (key.startsWith('ctrl+')) return [key.slice(5), { ctrl: true }];
  return [key === 'space' ? ' ' : key, {}];
}
