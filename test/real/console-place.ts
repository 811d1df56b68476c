/** The console as a person has it: the built program in a sandbox of its own, in a pty. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPty, type Pty } from '../helpers/pty.ts';
import { openPlace, type Place } from './gate-place.ts';

export interface ConsolePlace extends Place {
  /** Opens the console; it is closed with the place. */
  open(options?: {
    readonly words?: readonly string[];
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly columns?: number;
    readonly rows?: number;
    /** Variables that a pty of ours takes out by itself (CI, NO_COLOR). */
    readonly also?: readonly string[];
  }): Pty;
  /** The decision log, oldest first. */
  decisions(): Record<string, unknown>[];
  /** CloudTrail's events of this name in the profile's account, newest first, by the real AWS CLI. */
  trail(name: string, profile: string): Record<string, Record<string, unknown>>[];
  end(): Promise<void>;
}

/** A place whose prompt is `ready>` in bash, which is the person's shell. */
export function openConsolePlace(shell = '/bin/bash'): ConsolePlace {
  const place = openPlace();
  const ptys: Pty[] = [];
  place.file('.bashrc', "PS1='ready> '\n");
  place.file('.zshrc', "PS1='ready> '\n");
  const env = { ...place.env, SHELL: shell, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  return {
    ...place,
    env,
    open(options = {}) {
      const pty = openPty(
        'env',
        [...(options.also ?? []), join(place.folder, 'sentinel'), ...(options.words ?? [])],
        {
          env: { ...env, ...options.env },
          cwd: place.folder,
          columns: options.columns ?? 120,
          rows: options.rows ?? 36,
        },
      );
      ptys.push(pty);
      return pty;
    },
    decisions: () =>
      readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    trail(name, profile) {
      const words = ['cloudtrail', 'lookup-events', '--lookup-attributes'];
      const { out, err } = place.run([
        'exec',
        '--profile',
        profile,
        '--',
        'aws',
        ...words,
        `AttributeKey=EventName,AttributeValue=${name}`,
      ]);
      if (!out) throw new Error(err);
      const { Events } = JSON.parse(out) as { Events: { CloudTrailEvent: string }[] };
      return Events.map((event) => JSON.parse(event.CloudTrailEvent));
    },
    async end() {
      for (const pty of ptys) await pty.close();
      place.close();
    },
  };
}
