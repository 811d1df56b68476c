/** Milliseconds that only ever grow, for waiting. (`performance.now()` would load node:perf_hooks: 1 ms.) */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
