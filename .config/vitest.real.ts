import { defineConfig } from 'vitest/config';
import { reporting } from './reporters.ts';

/**
 * Suites that meet real parts (the AWS CLI, boto3, moto, tmux, ptys, shells).
 * Two files at once: more would fight for the two cores and blur what a time-out means.
 */
export default defineConfig({
  test: {
    ...reporting,
    root: new URL('..', import.meta.url).pathname,
    include: ['test/real/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
