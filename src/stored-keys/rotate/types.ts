/** What a rotation works on and with. Types only. */
import type { AccessKeyFacts } from '../../aws/api.ts';
import type { Shelf } from '../shelf.ts';
import type { StoredKeys } from '../types.ts';
import type { Hands } from './hands.ts';
import type { Pace } from './patience.ts';
import type { About } from './say.ts';

export interface RotateRequest {
  readonly about: About;
  /** As `usableKeys` found them. */
  readonly keys: StoredKeys;
  readonly keepOld: boolean;
  /** Where a new key must be accepted before it is used. */
  readonly regions: readonly string[];
  readonly signal: AbortSignal;
  /** Told before each step. */
  readonly tell: (text: string) => void;
  /** Writes down what was done, before the store forgets that a rotation was under way. */
  readonly record: (done: Rotated) => Promise<void>;
}

export interface Rotated {
  readonly id: string;
  readonly old: string;
  /** Switched off and kept at AWS; else deleted. */
  readonly kept: boolean;
}

/** What it works with. */
export interface Tools {
  readonly shelf: Shelf;
  readonly hands: Hands;
  readonly pace: Pace;
}

/** What is known between two steps. */
export interface State {
  readonly keys: StoredKeys;
  readonly listed: readonly AccessKeyFacts[];
  /** AWS's time of the list, milliseconds. */
  readonly now: number;
}
