import { expect, it } from 'vitest';
import { logLines } from '../../../src/console/view/log.ts';
import { play, UI } from '../helpers/play.ts';
import { HOUR, logLine, NIGHT } from '../helpers/world.ts';

it.each([
  ['as the local clock has it', new Date(NIGHT + HOUR).toISOString(), /Until +11-18 03:00:00 *$/m],
  ['as it stands where it is no time', 'soon', /Until +soon *$/m],
])('the log says until when credentials are good %s', async (_how, expires_at, text) => {
  const { press, state } = await play({ log: [logLine(1, { event: 'issued', expires_at })] });
  await press('l');
  expect(logLines(state(), UI).join('\n')).toMatch(text);
});
