/** Saves a half-filled form while it is typed: at once, then at most every `PAUSE` ms, the newest last. */
import type { BreakglassForm, DraftsPort } from './ports.ts';

const PAUSE = 120;

export interface DraftSaver {
  save(profile: string, form: BreakglassForm): void;
  /** Writes what is still waiting; resolves when it is on disk. */
  flush(): Promise<void>;
  /** Forgets what is waiting and the draft itself: its form was used. */
  drop(profile: string): Promise<void>;
}

/** @param failed told once when drafts cannot be written; typing goes on. */
export function createDraftSaver(drafts: DraftsPort, failed: (error: unknown) => void): DraftSaver {
  let waiting: { profile: string; form: BreakglassForm } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let told = false;

  function write(): void {
    const next = waiting;
    waiting = null;
    if (!next) return;
    writing = writing
      .then(() => drafts.save(next.profile, next.form))
      .catch((error: unknown) => {
        if (told) return;
        told = true;
        failed(error);
      });
    timer = setTimeout(() => {
      timer = undefined;
      write();
    }, PAUSE);
  }

  return {
    save(profile, form) {
      waiting = { profile, form };
      if (!timer) write();
    },
    async flush() {
      clearTimeout(timer);
      timer = undefined;
      write();
      clearTimeout(timer);
      timer = undefined;
      await writing;
    },
    async drop(profile) {
      waiting = null;
      clearTimeout(timer);
      timer = undefined;
      await writing;
      await drafts.drop(profile);
    },
  };
}
