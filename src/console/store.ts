/** The state's keeper: dispatch in, notice out. React subscribes to it; nothing else knows React. */
import type { Action } from './reduce/actions.ts';
import { reduce } from './reducer.ts';
import type { State } from './state.ts';

export interface Store {
  getState(): State;
  dispatch(action: Action): void;
  /** Calls back after each change; gives the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** Makes a store; listeners are called only where the state is another one. */
export function createStore(initial: State): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
