/** Whether, and how, a browser is opened on this machine for the person who sits at it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';

type World = Pick<Context, 'env' | 'platform'>;

export interface MayOpen {
  readonly may: boolean;
  /** Why not, as the end of "no browser is opened: ..."; empty where it may. */
  readonly why: string;
}

/**
 * Never over SSH, in CI, in WSL without a helper, or on a Linux without a display: the page would open
 * where nobody sees it, or take over the terminal.
 */
export function mayOpenBrowser(ctx: World): MayOpen {
  const { env, platform } = ctx;
  const no = (why: string): MayOpen => ({ may: false, why });
  if (env['SSH_CONNECTION'] || env['SSH_TTY'] || env['SSH_CLIENT'])
    return no('this is an SSH session');
  if (env['CI'] && env['CI'] !== 'false') return no('this is CI');
  if (platform === 'win32' || platform === 'darwin') return { may: true, why: '' };
  const wsl = isWsl(env);
  if (!wsl && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return no('there is no display');
  if (opener(ctx, 'https://example.com/')) return { may: true, why: '' };
  if (env['BROWSER']) return no('BROWSER names no browser that opens a window');
  return no(wsl ? 'this is WSL without wslview' : 'there is no xdg-open');
}

/** A started browser has this long to say that it cannot; most openers end at once or stay. */
const SETTLE_MS = 700;

/**
 * Opens `url` in the person's browser. The opener gets the address and nothing else of ours: no
 * credentials in its environment, no hold on the terminal.
 * @param url checked by `webPage`.
 * @returns false where no browser may be opened, or the opener failed.
 */
export async function openBrowser(
  ctx: World & Pick<Context, 'spawn'>,
  url: string,
): Promise<boolean> {
  const command = mayOpenBrowser(ctx).may ? opener(ctx, url) : null;
  if (!command) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), SETTLE_MS);
  try {
    const child = ctx.spawn(command[0], command.slice(1), {
      stdio: 'ignore',
      detached: true,
      env: withoutSecrets(ctx.env),
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.unref();
  } catch {
    resolve(false);
  }
  const opened = await promise;
  clearTimeout(timer);
  return opened;
}

/**
 * An address from AWS's answer as one that may be shown and opened: a web page, encrypted unless it is on
 * this machine, without a name or password before its host, written in plain characters.
 * @throws SentinelError `failed`: an opener takes files and other programs' addresses as well.
 */
export function webPage(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  // What stands before an @ is read as the host by people, and by nobody else.
  const plain = url?.username === '' && url.password === '';
  if (url && plain && (url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    return url.href;
  }
  const what = 'The sign-in page that AWS named is not a plain https address.';
  throw new SentinelError('failed', what, []);
}

/** The opener and its arguments; null: none. */
function opener(ctx: World, url: string): [string, ...string[]] | null {
  const { env, platform } = ctx;
  const named = platform === 'win32' ? null : fromBrowserVariable(env, url);
  if (env['BROWSER'] && platform !== 'win32') return named;
  if (platform === 'darwin') return ['/usr/bin/open', url];
  // Not through a shell: `start` would read the & of an address.
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url];
  const tool = inPath(env, isWsl(env) ? 'wslview' : 'xdg-open');
  return tool === null ? null : [tool, url];
}

/** They would draw in the terminal that the sign-in speaks from. */
const TEXT_BROWSERS = /(?:^|\/)(?:w3m|lynx|links2?|elinks|browsh|www-browser)$/;

/** BROWSER as xdg-open and Python read it: alternatives divided by colons, `%s` for the address. */
function fromBrowserVariable(env: World['env'], url: string): [string, ...string[]] | null {
  for (const alternative of (env['BROWSER'] ?? '').split(':')) {
    const [name, ...words] = alternative.trim().split(/\s+/);
    const program = name ? inPath(env, name) : null;
    if (program === null || TEXT_BROWSERS.test(program)) continue;
    const holds = words.some((word) => word.includes('%s'));
    const args = words.map((word) => word.replaceAll('%s', () => url));
    return [program, ...args, ...(holds ? [] : [url])];
  }
  return null;
}

function inPath(env: World['env'], name: string): string | null {
  const folders = name.includes('/') ? [''] : (env['PATH'] ?? '').split(delimiter);
  for (const folder of folders) {
    const path = folder === '' ? name : join(folder, name);
    if (!isAbsolute(path)) continue;
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return null;
}

function isWsl(env: World['env']): boolean {
  return Boolean(env['WSL_DISTRO_NAME'] || env['WSL_INTEROP']);
}

function withoutSecrets(env: World['env']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(?:AWS_|SENTINEL_|npm_)/i.test(name)) kept[name] = value;
  }
  return kept;
}
