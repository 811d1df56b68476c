/** What stands above the first prompt of a subshell: where one is, under which stamp, until when. */

import type { Capabilities } from '../terminal/capabilities.ts';
import { visible } from '../terminal/sanitise.ts';
import type { IssuedSession } from './ports.ts';
import { painter } from './text/paint.ts';
import { symbolsFor } from './text/symbols.ts';
import { span, wallClock } from './text/times.ts';

/** @param now AWS's time, milliseconds. Ends in a line break. */
export function bannerText(
  session: IssuedSession,
  now: number,
  terminal: Pick<Capabilities, 'colour' | 'utf8'>,
): string {
  const paint = painter(terminal.colour ? 'colour' : 'mono');
  const { bar } = symbolsFor(terminal.utf8);
  const edge = paint(bar, 'accent', 'strong');
  const ends = `${wallClock(session.expiresAt)}, ${span(session.expiresAt - now)} left`;
  const label = (text: string) => paint(text.padEnd(8), 'muted');
  const lines = [
    `${paint('Sentinel', 'strong')}  a shell with stamped credentials`,
    `${label('profile')}${paint(visible(session.profile.slice(0, 200)), 'strong')}`,
    `${label('stamp')}${session.stamp === null ? paint('UNSTAMPED', 'odd', 'strong') : visible(session.stamp)}`,
    `${label('ends at')}${ends}`,
    ...session.notices.map((notice) => paint(visible(notice), 'warn')),
    paint('`exit` goes back to the console.', 'muted'),
  ];
  return `${lines.map((line) => `${edge} ${line}`).join('\n')}\n`;
}
