import { defineConfig } from 'vitest/config';
import { reporting } from './reporters.ts';

const shared = {
  root: new URL('..', import.meta.url).pathname,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};
/** Fifty processes at once fill the machine: beside them nothing else keeps its time-outs. */
const crowds = ['test/real/gate-parallel.test.ts', 'test/real/keys-processes.test.ts'];

/**
 * Suites that meet real parts (the AWS CLI, boto3, moto, tmux, ptys, shells).
 * Two files at once: more would fight for the two cores and blur what a time-out means.
 */
export default defineConfig({
  test: {
    ...reporting,
    projects: [
      {
        test: {
          ...shared,
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          exclude: crowds,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'crowds',
          include: crowds,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
