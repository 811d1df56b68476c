/** Ctrl+Z: in raw mode it is a key like any other, so the stop is ours to make. */

/** How long (ms) to wait for the stop. A program without a shell above it is not stopped at all. */
const NOT_STOPPED_MS = 100;

/**
 * Stops this process and its whole group (npm and the like stand in it too, and the shell above waits
 * for all), as Ctrl+Z does in cooked mode; resolves when somebody says `fg`.
 * @param suspend Ink's suspendTerminal: leaves the alternate screen and raw mode before, and draws anew
 *   behind it.
 */
export async function stopUntilContinued(
  suspend: (run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  // There is no such thing on Windows; the key does nothing.
  if (process.platform === 'win32') return;
  await suspend(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    await stopped();
    // The window may have changed meanwhile.
    process.kill(process.pid, 'SIGWINCH');
    await new Promise((resolve) => setImmediate(resolve));
  });
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      process.off('SIGCONT', done);
      clearTimeout(timer);
      resolve();
    };
    // The timer does not run while we are stopped. It ends the wait where the kernel took no notice: a
    // group with no shell above it is never stopped, since nobody could wake it.
    const timer = setTimeout(done, NOT_STOPPED_MS);
    process.on('SIGCONT', done);
    process.kill(0, 'SIGTSTP');
  });
}
