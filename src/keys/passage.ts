import { existsSync } from 'node:fs';
import type { Context } from '../context.ts';
import type { Complaint, Program } from './folder-program.ts';
import { openFolderStore } from './folder-store.ts';
import { terminalName } from './terminal-name.ts';
import type { KeyStore } from './types.ts';

/** `keys: passage`: pass with age instead of gpg (github.com/FiloSottile/passage). */
export function openPassage(ctx: Context): KeyStore {
  const home = `${ctx.env['HOME'] ?? ''}/.passage`;
  const folder = ctx.env['PASSAGE_DIR'] || `${home}/store`;
  const identities = ctx.env['PASSAGE_IDENTITIES_FILE'] || `${home}/identities`;
  const program: Program = {
    name: 'passage',
    install: 'Install it: brew install passage, or see https://github.com/FiloSottile/passage',
    folder,
    ending: '.age',
    // Without recipients age takes them from the identities, which may be sealed.
    orElse: `If even writing is locked, name its recipients: age-keygen -y (of your key) >> '${folder}/.age-recipients'`,
    lacks: () =>
      existsSync(identities)
        ? null
        : {
            message: `passage has no identities: ${identities} is not there.`,
            next: [`age-keygen >> '${identities}', or correct PASSAGE_IDENTITIES_FILE`],
          },
    // age asks on its own terminal, which it does not have when it runs alone.
    quiet: () => ({ where: 'alone', env: ctx.env }),
    asking: () => (terminalName(ctx) ? { where: 'at the terminal', env: ctx.env } : null),
    explain: (complaint, entry) => explain(complaint, entry, identities),
  };
  return openFolderStore(ctx, program);
}

/** By age's own messages, which it has in English alone. */
function explain(complaint: string, entry: string, identities: string): Complaint | null {
  if (
    /could not read passphrase|incorrect passphrase|\/dev\/tty is not available/.test(complaint)
  ) {
    return 'locked';
  }
  if (/no identity matched|no identities? found/.test(complaint)) {
    return {
      message: `None of the identities in ${identities} opens ${entry}.`,
      next: ['Bring the identity it was encrypted to, or correct PASSAGE_IDENTITIES_FILE'],
    };
  }
  if (/reading "[^"]*":/.test(complaint)) {
    return {
      message: `The identities of passage (${identities}), or its recipients, cannot be read.`,
      next: [`ls -l '${identities}'`],
    };
  }
  if (/header|unexpected intro|EOF|failed to decrypt|authenticat/.test(complaint)) {
    return {
      message: `The passage entry ${entry} is damaged: age finds nothing whole in it.`,
      next: [`Bring it back (passage git log), or take it away: passage rm ${entry}`],
    };
  }
  return null;
}
