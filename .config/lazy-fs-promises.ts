/** `node:fs/promises` loaded when it is used, for src/cli/often.ts: there it hardly ever is. */
import type { readFile as ReadFile } from 'node:fs/promises';

export const readFile = ((...args: Parameters<typeof ReadFile>) =>
  process.getBuiltinModule('node:fs/promises').readFile(...args)) as typeof ReadFile;
