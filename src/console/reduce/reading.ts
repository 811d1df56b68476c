import type { ReadingState } from '../state.ts';
import type { Action } from './actions.ts';

export const NOTHING_READ: ReadingState = {
  status: 'working',
  goodAt: null,
  failedAt: null,
  progress: null,
};

/** Whether AWS and the policies are being asked, when that last went well, and since when it does not. */
export function reduceReading(reading: ReadingState, action: Action): ReadingState {
  switch (action.type) {
    case 'refresh':
      return reading.status === 'working'
        ? reading
        : { ...reading, status: 'working', progress: null };
    case 'progress': {
      const { done, of } = action.progress;
      return { ...reading, progress: done < of ? action.progress : null };
    }
    case 'facts':
      return { ...reading, goodAt: action.at, failedAt: null };
    case 'unconfigured':
      return { ...reading, status: 'unconfigured', failedAt: null };
    case 'preview-ended':
      if (reading.status === 'unconfigured') return reading;
      return {
        ...reading,
        status: 'ended',
        progress: null,
        failedAt: action.read ? null : (reading.failedAt ?? action.at),
      };
    default:
      return reading;
  }
}
