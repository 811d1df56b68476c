/** The console on a fake terminal and a fake world, mounted as in real life. */
import { type Screen as Mounted, mountScreen } from '../../../src/console/mount.tsx';
import { type Depth, painter } from '../../../src/console/text/paint.ts';
import { symbolsFor } from '../../../src/console/text/symbols.ts';
import { openScreen, type Screen } from '../../helpers/screen.ts';
import { createWorld, portsOf, type World } from './world.ts';

export interface TestConsole extends Screen {
  readonly world: World;
  readonly mounted: Mounted;
  leave(): Promise<void>;
}

export interface TestOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly world?: World;
  readonly depth?: Depth;
  readonly utf8?: boolean;
  readonly sandbox?: boolean;
}

/** Opens it and waits until the profiles are there (or for `until`). Call leave() at the end. */
export async function openTestConsole(
  options: TestOptions = {},
  until: string | RegExp | null = /VERDICT|^Sentinel/,
): Promise<TestConsole> {
  const world = options.world ?? createWorld();
  const screen = openScreen({ columns: options.columns ?? 120, rows: options.rows ?? 40 });
  let leave: () => Promise<void> = async () => {};
  const mounted = mountScreen({
    ui: {
      paint: painter(options.depth ?? 'colour'),
      symbols: symbolsFor(options.utf8 ?? true),
      sandbox: options.sandbox === false ? null : { as: 'alice' },
    },
    stdin: screen.stdin,
    stdout: screen.stdout,
    stderr: screen.stderr,
    inline: false,
    insideOf: null,
    ports: () => portsOf(world, screen.keyboard, () => void leave()),
    now: () => world.now,
  });
  leave = mounted.leave;
  if (until !== null) await screen.waitFor(until);
  // Ink draws a key that comes soon after another a few milliseconds later.
  const drawn = async (work: Promise<void>) => {
    await work;
    await new Promise((resolve) => setTimeout(resolve, 12));
  };
  return Object.assign(Object.create(screen) as Screen, {
    world,
    mounted,
    press: (...keys: string[]) => drawn(screen.press(...keys)),
    type: (text: string) => drawn(screen.type(text)),
    paste: (text: string) => drawn(screen.paste(text)),
    burst: (bytes: string) => drawn(screen.burst(bytes)),
    async leave() {
      await mounted.leave();
      screen.close();
    },
  });
}
