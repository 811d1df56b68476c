import { existsSync } from 'node:fs';
import type { Context } from '../context.ts';
import { FOLDER } from './entry-name.ts';
import type { Complaint, Program } from './folder-program.ts';
import { openFolderStore } from './folder-store.ts';
import type { Run } from './run-program.ts';
import { terminalName } from './terminal-name.ts';
import type { KeyStore } from './types.ts';

/** How long a window may ask for the passphrase, milliseconds. At a terminal the person has Ctrl+C. */
const WINDOW_MS = 60_000;

/** `keys: pass`: the standard unix password manager (passwordstore.org), whose entries gpg encrypts. */
export function openPass(ctx: Context): KeyStore {
  const folder = ctx.env['PASSWORD_STORE_DIR'] || `${ctx.env['HOME'] ?? ''}/.password-store`;
  const options = ctx.env['PASSWORD_STORE_GPG_OPTS'] ?? '';
  // Lines for programs beside those for people, which are in the person's language; no questions but pinentry's.
  const withStatus = (more: string): Run['env'] => ({
    ...ctx.env,
    GPG_TTY: undefined,
    PASSWORD_STORE_GPG_OPTS: `${options} --batch --status-fd=2 ${more}`.trim(),
  });
  let place: Asking | undefined;
  const asking = () => (place ??= whereToAsk(ctx));
  const program: Program = {
    name: 'pass',
    install:
      'Install it: apt install pass (Debian, Ubuntu), dnf install pass (Fedora), brew install pass',
    folder,
    ending: '.gpg',
    // Asked to be quiet, as pass does, gpg tells programs no difference.
    orElse: 'Or the key is not here, if gpg says "No secret key" there: gpg --list-secret-keys',
    lacks: () => lacks(ctx, folder),
    quiet() {
      // Where somebody could be asked, nobody is until that is known to help.
      const wait = asking().how !== 'nobody' && !options.includes('pinentry-mode');
      return { where: 'alone', env: withStatus(wait ? '--pinentry-mode=error' : '') };
    },
    asking() {
      const { how, terminal } = asking();
      if (how === 'nobody') return null;
      if (how === 'a window') return { where: 'alone', env: withStatus(''), limit: WINDOW_MS };
      return { where: 'at the terminal', env: { ...withStatus(''), GPG_TTY: terminal } };
    },
    explain,
  };
  return openFolderStore(ctx, program);
}

interface Asking {
  readonly how: 'a window' | 'the terminal' | 'nobody';
  readonly terminal?: string;
}

/** At the terminal gpg's pinentry may open a window all the same; Ctrl+C then ends it. */
function whereToAsk(ctx: Context): Asking {
  const { platform, env } = ctx;
  const terminal = terminalName(ctx);
  if (terminal) return { how: 'the terminal', terminal: env['GPG_TTY'] || terminal };
  const desktop = platform === 'darwin' && !env['SSH_CONNECTION'];
  const window = desktop || env['DISPLAY'] || env['WAYLAND_DISPLAY'];
  return { how: window ? 'a window' : 'nobody' };
}

function lacks(ctx: Context, folder: string): Complaint | null {
  const at = [folder, `${folder}/${FOLDER}`];
  if (ctx.env['PASSWORD_STORE_KEY'] || at.some((one) => existsSync(`${one}/.gpg-id`))) return null;
  return {
    message: `The pass store ${folder} has not been set up: it names no key to encrypt to.`,
    next: ['pass init YOUR-GPG-ID'],
  };
}

/** By gpg's status lines (GnuPG, doc/DETAILS). */
function explain(complaint: string, entry: string): Complaint | null {
  const said = (word: string) => new RegExp(`^\\[GNUPG:\\] ${word}\\b`, 'm').test(complaint);
  if (said('INV_RECP')) {
    return {
      message:
        'gpg does not encrypt to the key of the pass store: it is not there, or not trusted.',
      next: ['gpg --edit-key YOUR-GPG-ID trust'],
    };
  }
  const opened = said('DECRYPTION_KEY') || said('DECRYPTION_INFO');
  if (said('NODATA') || said('BADMDC') || (opened && said('DECRYPTION_FAILED'))) {
    return {
      message: `The pass entry ${entry} is damaged: gpg finds nothing whole in it.`,
      next: [`Bring it back (pass git log), or take it away: pass rm ${entry}`],
    };
  }
  return said('DECRYPTION_FAILED') ? 'locked' : null;
}
