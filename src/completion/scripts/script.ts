import { BASH } from './bash.ts';
import { FISH } from './fish.ts';
import { ZSH } from './zsh.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The completion script of this shell; null for a shell that has none. */
export function completionScript(shell: string | undefined): string | null {
  return SHELLS.find((known) => known === shell) ? SCRIPTS[shell as Shell] : null;
}
