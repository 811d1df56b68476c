import type { Context } from '../../context.ts';
import type { Fault } from '../../sandbox/faults/kinds.ts';
import { jsonText } from '../../terminal/json-text.ts';

/** Whether it runs, where, whom one may be, and what is made to go wrong. */
export async function status(ctx: Context, home: string, json: boolean): Promise<number> {
  const { homePaths } = await import('../../sandbox/home.ts');
  const { readAddress } = await import('../../sandbox/lifecycle/address.ts');
  const { ping, tell } = await import('../../sandbox/lifecycle/talk.ts');
  const { faultText } = await import('./fault.ts');
  const { PEOPLE } = await import('../../sandbox/story/people.ts');
  const address = readAddress(homePaths(home).address);
  const about = address && (await ping(address));
  const told = about && address ? await tell(address, 'GET', 'faults') : null;
  const faults = (told?.body['faults'] ?? []) as Fault[];
  const facts = {
    running: about !== null,
    home,
    url: about && address ? address.url : null,
    pid: about?.pid ?? null,
    clock_offset: about?.clock_offset ?? null,
    people: PEOPLE,
    faults,
  };
  const lines = [
    facts.running ? `running at ${facts.url} (process ${facts.pid})` : 'not running',
    `home     ${home}`,
    ...(facts.clock_offset
      ? [`clock    ${facts.clock_offset / 1000} s ahead of this machine`]
      : []),
    ...faults.map((fault) => `fault    ${faultText(fault)}`),
    ...PEOPLE.map((person) => `--as ${person.name.padEnd(8)}${person.about}`),
  ];
  ctx.stdio.stdout.write(json ? `${jsonText(facts)}\n` : `${lines.join('\n')}\n`);
  return 0;
}
