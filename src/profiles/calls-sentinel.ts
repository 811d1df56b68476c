/** Whether a `credential_process` is Sentinel itself: it would wait for its own answer. Pure. */

const OURSELVES =
  /(?:^|[\\/\s"'])sentinel(?:\.(?:js|cmd|exe))?["']?\s(?:.*[\s"'])?credentials(?:[\s"']|$)/i;

/**
 * Set for the `credential_process` of another tool while it runs. A script that calls us in turn is not
 * seen in the command line; this is.
 */
export const PROCESS_MARK = 'SENTINEL_CREDENTIAL_PROCESS';

/** Judged by its command line. */
export function callsSentinel(command: string): boolean {
  return OURSELVES.test(command);
}
