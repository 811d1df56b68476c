import { defineConfig } from 'vitest/config';
import { reporting } from './reporters.ts';

/** The quick suites: pure code, in-process sandbox, views. `npm test` runs these. */
export default defineConfig({
  test: {
    ...reporting,
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/real/**'],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
