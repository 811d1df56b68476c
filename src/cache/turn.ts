import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { errorCode } from '../files/error-code.ts';
import { isBusy, openDatabase } from '../files/sqlite.ts';

/** The right to lead, which one at a time has; the kernel takes it from a process that dies. */
export interface Turn {
  /** Tries once, without waiting. Where nothing can be locked at all everybody has it. */
  take(): boolean;
  /** Gives it back, or the attempt up. */
  end(): void;
}

/**
 * A turn by the lock of files/lock.ts on the file at `path`, which its holder removes at the end: keys
 * come and go, and nobody would clear such files away. So a lock counts only on the file that still
 * stands at the path.
 */
export function openTurn(path: string, debug?: (line: string) => void): Turn {
  let database: DatabaseSync | undefined;
  let opened: string | null = null;
  let held = false;
  const close = () => {
    database?.close();
    database = undefined;
  };
  const attempt = (): boolean => {
    if (!database) {
      create(path);
      // Before it is opened: were the file another's by then, this would not be found again below.
      opened = identity(path);
      database = openDatabase(path);
      database.exec('pragma busy_timeout = 0; pragma journal_mode = memory');
    }
    database.exec('begin immediate');
    if (opened !== null && identity(path) === opened) return true;
    close(); // removed by its last holder
    return false;
  };
  return {
    take() {
      try {
        held = attempt() || attempt();
        return held;
      } catch (error) {
        if (isBusy(error)) return false;
        debug?.(`no single flight: ${path} cannot be locked (${errorCode(error)})`);
        return true;
      }
    },
    end() {
      try {
        // Also a file that nobody holds: who made it may have found the answer elsewhere.
        if (held || (identity(path) !== null && attempt())) rmSync(path, { force: true });
      } catch {
        // Another holds it. (And Windows removes no open file: it stays, empty.)
      }
      close();
    },
  };
}

function create(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Which file stands there. The number alone is soon given to another. */
function identity(path: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    return null;
  }
}
