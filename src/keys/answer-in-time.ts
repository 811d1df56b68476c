/**
 * Calls into native code that may never answer (a keychain that waits for a person, a daemon that hangs).
 * They cannot be cancelled, and Node waits for them when the process ends: its exit joins the threads.
 */

/** How long a keychain may take, milliseconds. It answers in 10; a person who types takes longer. */
export const PATIENCE_MS = 3000;

/**
 * The answer of `call`, or null when it has not come after PATIENCE_MS. Until it answers, the end of the
 * process is made not to wait for it.
 */
export async function answerInTime<T>(
  call: () => Promise<T>,
): Promise<{ readonly answer: T } | null> {
  process.on('exit', endAtOnce);
  const answering = call().finally(() => process.off('exit', endAtOnce));
  // Nobody may be listening any more when it fails.
  answering.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([answering.then((answer) => ({ answer })), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends the process with the exit code it was about to have, without joining threads: by becoming a
 * program that ends so. The other listeners (which give the terminal back) are heard first. Windows'
 * credential manager always answers, so there the end is Node's own.
 */
function endAtOnce(code: number): void {
  for (const listener of process.listeners('exit')) {
    if (listener !== endAtOnce) listener.call(process, code);
  }
  if (process.platform === 'win32') return;
  const silent = process.emitWarning;
  process.emitWarning = () => {}; // "execve is experimental"
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${Number(code)}`], {});
  } catch {
    // no /bin/sh
  } finally {
    process.emitWarning = silent;
  }
  // Node before 22.15: the code is lost, but nobody waits.
  process.kill(process.pid, 'SIGKILL');
}
