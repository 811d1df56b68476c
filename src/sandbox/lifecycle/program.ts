import { statSync } from 'node:fs';

/**
 * Which program a server runs: the entry's path and when it was built. A newer build of the same program
 * replaces the server of the older one.
 */
export function programMark(script: string): string {
  try {
    return `${script}@${statSync(script).mtimeMs}`;
  } catch {
    return script;
  }
}

/** Whether the server runs an older or newer build of this very program. */
export function isOtherBuild(server: string | null, own: string): boolean {
  if (server === null || server === own) return false;
  return server.slice(0, server.lastIndexOf('@')) === own.slice(0, own.lastIndexOf('@'));
}
