/**
 * Sign-in to IAM Identity Center. The tokens lie in the AWS CLI's own folder, under its names and in its
 * format, so that a sign-in by either serves both (botocore: `SSOTokenLoader`, `BaseSSOTokenFetcher`).
 * Reading starts in `fresh-token.ts` (a token that can be used now) and `sign-in.ts` (a person gets one).
 * Here: the names of the files.
 */
import { join } from 'node:path';
import type { Context } from '../context.ts';
import type { SsoStart } from './types.ts';

type Where = Pick<Context, 'paths'>;

/** The file of a sign-in's token: by the session's name, in the legacy form by the start URL. */
export function tokenFile(ctx: Where, start: SsoStart): string {
  return join(ctx.paths.ssoCache, `${sha1(start.session ?? start.startUrl)}.json`);
}

/** The file that says who may refresh or write that token now; in our own folder, never in the CLI's. */
export function tokenLock(ctx: Where, start: SsoStart): string {
  return join(ctx.paths.state, 'locks', `sso-${sha1(start.session ?? start.startUrl)}.lock`);
}

/** The file of the client's registration for this start, region and scopes. */
export function registrationFile(ctx: Where, start: SsoStart): string {
  const { session, startUrl, region } = start;
  // Names and order as Python's `json.dumps(args, sort_keys=True)` writes them.
  const args = {
    region,
    scopes: scopesOf(start),
    session_name: session,
    startUrl,
    tool: 'botocore',
  };
  return join(ctx.paths.ssoCache, `${sha1(pythonJson(args))}.json`);
}

/**
 * What a registration asks for. Null in the legacy form, as in the AWS CLI: without scopes AWS gives no
 * refresh token, and the portal's calls work all the same.
 */
export function scopesOf(start: SsoStart): readonly string[] | null {
  return start.session === null || start.scopes.length === 0 ? null : start.scopes;
}

/** JSON with Python's blanks after commas and colons, and everything outside ASCII escaped. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value).replace(
      /[\x7f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  const members = Object.entries(value).map(([name, one]) => `"${name}": ${pythonJson(one)}`);
  return `{${members.join(', ')}}`;
}

/** The names are the CLI's; nothing secret hangs on the hash. */
function sha1(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha1').update(text).digest('hex');
}
