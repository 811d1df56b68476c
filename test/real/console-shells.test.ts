import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { type ConsolePlace, openConsolePlace } from './console-place.ts';

const FORTY = 'echo 456789012345678901234567890123456x>';
const ROUNDS = 5;

describe.each(['bash', 'zsh', 'fish'])(
  'what is typed behind Enter is the shell’s (%s)',
  (shell) => {
    const missing = programMissing(shell);
    let place: ConsolePlace;

    beforeAll(() => {
      place = openConsolePlace(`/usr/bin/${shell}`);
      mkdirSync(join(place.folder, 'config/fish'), { recursive: true });
      writeFileSync(
        join(place.folder, 'config/fish/config.fish'),
        "function fish_prompt; echo -n 'ready> '; end\nset -g fish_greeting\n",
      );
    });
    afterAll(() => place.end());

    it.skipIf(missing).each([
      ['in one write with it', true],
      ['right after it', false],
    ])(`40 characters ${'%s'}${missing ? ` (${missing})` : ''}`, async (_, together) => {
      const pty = place.open();
      await pty.waitFor(/❯ ✓ allow +dev /);
      for (let round = 0; round < ROUNDS; round++) {
        const file = `${shell}-${together}-${round}`;
        // Two words more than the forty, to end the line and to leave again.
        const typed = `${FORTY}${file}; exit ${round}\r`;
        expect(FORTY).toHaveLength(40);
        if (together) pty.type(`\r${typed}`);
        else {
          pty.type('\r');
          pty.type(typed);
        }
        await pty.waitFor(new RegExp(`dev: shell ended .*exit code ${round}`));
        expect(readFileSync(join(place.folder, file), 'utf8')).toBe(
          '456789012345678901234567890123456x\n',
        );
        await pty.waitFor(/❯ ✓ allow +dev /);
      }
      pty.press('q');
      expect((await pty.ended()).exitCode).toBe(0);
    });
  },
);
