/**
 * The few lines of sh between the console and a person's shell.
 *
 * A shell that dies by `kill -9`, or stops itself with `suspend`, leaves the terminal to a process group
 * that is dead or asleep: the console would be stopped for touching it, or die of EIO. Node cannot take a
 * terminal back (no tcsetpgrp), but a shell with job control does it after every job. So the user's shell
 * runs as a job of `sh -m`.
 */
import { constants } from 'node:os';

const { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } = constants.signals;
const STOPPED = [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].map((number) => 128 + number).join('|');

/**
 * - The terminal's modes are noted first and put back last: a killed line editor leaves echo off.
 * - The inner sh tells its pid on descriptor 3 and becomes the user's shell, so that a SIGHUP can reach
 *   it; the wrapper itself would not pass one on.
 * - The wrapper's own stderr is /dev/null, or sh would announce "Killed" and "Stopped"; the child's is not.
 * - A stopped shell is woken at once: nobody else is at the terminal who could. `kill -0 %%` asks whether
 *   there is a job at all, since a shell may also end with such a number of its own accord.
 */
const SCRIPT = `exec 4>&2 2>/dev/null
modes=$(stty -g)
sh -c 'echo $$ >&3; exec 3>&- 2>&4 4>&-; exec "$0" "$@"' "$0" "$@"
code=$?
exec 3>&-
while case $code in ${STOPPED}) kill -0 %%;; *) false;; esac; do fg >/dev/null; code=$?; done
[ -n "$modes" ] && stty "$modes"
exit $code`;

/** Descriptor on which the pid of the wrapped program comes, as a line of digits. */
export const PID_DESCRIPTOR = 3;

/** What to spawn for `command args`, with a pipe on PID_DESCRIPTOR. Quotes nothing: all are arguments. */
export function wrapped(command: string, args: readonly string[]): [string, string[]] {
  return ['sh', ['-m', '-c', SCRIPT, command, ...args]];
}

/** The exit code of the wrapper, read: sh says 128 + n for a program that signal n ended. */
export function readExit(
  code: number | null,
  signal: NodeJS.Signals | null,
): { exitCode: number; signal: NodeJS.Signals | null } {
  if (signal) return { exitCode: 128 + constants.signals[signal], signal };
  const exitCode = code ?? 1;
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const name =
    exitCode > 128 ? names.find(([, number]) => number === exitCode - 128)?.[0] : undefined;
  return { exitCode, signal: name ?? null };
}
