/** Programs of a test's own making, first on a PATH: to count what a store's program is asked, or to stand in for it. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ProgramFolder {
  readonly path: string;
  /** An executable of this text. */
  put(name: string, text: string): void;
  /** A program that notes the words it is called with, and then is `real`. */
  count(name: string, real: string): void;
  /** The calls that `count` noted, words joined by spaces. */
  calls(): string[];
  forget(): void;
}

export function programFolder(path: string): ProgramFolder {
  mkdirSync(path, { recursive: true });
  const log = join(path, '.calls');
  const put = (name: string, text: string) => {
    writeFileSync(join(path, name), text);
    chmodSync(join(path, name), 0o755);
  };
  const forget = () => writeFileSync(log, '');
  forget();
  return {
    path,
    put,
    count: (name, real) =>
      put(name, `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nexec '${real}' "$@"\n`),
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    forget,
  };
}
