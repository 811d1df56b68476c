import { defineConfig } from 'vitest/config';

/** The quick suites: pure code, in-process sandbox, views. `npm test` runs these. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/real/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
