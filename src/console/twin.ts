/** What one would type instead: every action of the console has a command that does the same. */
import { shellWord } from '../gate/quote.ts';
import type { SsoStart } from '../sso/types.ts';
import { visible } from '../terminal/sanitise.ts';

/** How a command begins that is to meet the same world: pasted elsewhere, it must not ask the real AWS. */
export function commandStart(sandbox: { readonly as: string } | null): string {
  return sandbox ? `sentinel --sandbox --as ${shellWord(sandbox.as)}` : 'sentinel';
}

/** The command that opens this profile. The name is quoted, since it is somebody else's text. */
export function commandFor(start: string, profile: string): string {
  return `${start} exec --profile ${shellWord(profile)}`;
}

/** The command that signs in to what this profile needs; the legacy form is named by a profile of it. */
export function signInCommand(start: string, to: SsoStart, profile: string): string {
  return to.session === null
    ? `${start} login --profile ${shellWord(profile)}`
    : `${start} login --sso-session ${shellWord(to.session)}`;
}

/** What is typed to confirm: the profile's name as it is shown, or its beginning where it is very long. */
export function confirmWord(profile: string): string {
  return visible(profile.slice(0, 80)).slice(0, 40).trim();
}
