/**
 * Opens the console in a terminal: the one file of src/ that knows Ink and React. A frame is drawn before
 * the gate or the AWS SDK are loaded; what they say arrives in the frames after it.
 */
import module from 'node:module';
import { type Instance, render, useApp } from 'ink';
import { App } from '../../components/app.tsx';
import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import { detectCapabilities } from '../terminal/capabilities.ts';
import { guardTerminal } from '../terminal/guard.ts';
import { openKeyboard } from '../terminal/keyboard.ts';
import { startClock } from './clock.ts';
import { createController } from './controller.ts';
import { createIo, type Io, refresh, say, watchSelection } from './effects.ts';
import { keepDraft, submitField } from './emergency.ts';
import type { Ports } from './ports.ts';
import { initialState } from './reducer.ts';
import type { Size } from './state.ts';
import { createStore, type Store } from './store.ts';
import { painter } from './text/paint.ts';
import { symbolsFor } from './text/symbols.ts';
import type { Ui } from './view/ui.ts';

/** Frames a second: under 120 a key waits for its frame (Ink draws 30 by default). */
const MAX_FPS = 240;

/** Lines used with --inline, at most: the scrollback above stays in sight. */
const INLINE_ROWS = 24;

/**
 * Runs the console until it is left.
 * @returns the exit code.
 */
export async function openConsole(ctx: Context, args: ParsedArgs): Promise<number> {
  const terminal = detectCapabilities(ctx.env, ctx.stdio.stdout, ctx.platform);
  if (!terminal.smart) {
    ctx.stdio.stderr.write(
      'sentinel: TERM says this terminal cannot move its cursor; a table instead.\n',
    );
    const { printRows } = await import('./plain.ts');
    return printRows(ctx, args);
  }
  const inline = args.flags['inline'] === true;
  const colour = terminal.colour && args.flags['no-color'] !== true;
  const ui: Ui = {
    paint: painter(colour ? 'colour' : 'mono'),
    symbols: symbolsFor(terminal.utf8),
    sandbox: ctx.sandbox ?? null,
  };
  const { stdout } = ctx.stdio;
  const store = createStore(initialState(sizeOf(stdout, inline), ctx.clock.now()));
  const done = Promise.withResolvers<number>();
  const end = new AbortController();
  const guard = guardTerminal({ stdout, onEnd: () => leave() });
  const keyboard = openKeyboard({ onLost: () => guard.lost() });
  const handle: { suspend: (run: () => Promise<void>) => Promise<void> } = {
    suspend: (run) => run(),
  };
  const { createPorts } = await import('./adapters.ts');
  const ports: Ports = createPorts(ctx, args, {
    keyboard,
    capabilities: terminal,
    suspend: (run) => handle.suspend(run),
    signal: end.signal,
    skew: () => store.getState().facts?.skew ?? 0,
    quit: () => void leave(),
  });
  const io = createIo(store, ports);
  const clock = startClock(
    store,
    () => ctx.clock.now(),
    () => void refresh(io),
  );
  const controller = createController(io, ui, clock.now);

  function Root() {
    const app = useApp();
    handle.suspend = app.suspendTerminal;
    return (
      <App
        store={store}
        ui={ui}
        keys={{ onKey: controller.press, onPaste: controller.paste }}
        actions={formActions(io, controller.typedText)}
      />
    );
  }
  let ink: Instance | undefined;
  const resized = () => {
    store.dispatch({ type: 'resize', size: sizeOf(stdout, inline) });
    // At once and before Ink's own listener draws the old frame into the new size.
    ink?.rerender(<Root />);
  };
  stdout.on('resize', resized);
  ink = render(<Root />, {
    stdin: keyboard.stdin,
    stdout,
    stderr: ctx.stdio.stderr,
    // With CI=true Ink would draw nothing until it ends; that this is a terminal is known.
    interactive: true,
    alternateScreen: !inline,
    maxFps: MAX_FPS,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  ink.waitUntilExit().then(
    () => leave(),
    (error) => leave(error),
  );
  const stopWatching = watchSelection(io);
  // The first frame goes out before anything is asked.
  setImmediate(() => void start(io, ctx));

  let leaving: Promise<void> | undefined;
  function leave(error?: unknown): Promise<void> {
    leaving ??= goodbye(error);
    return leaving;
  }

  async function goodbye(error?: unknown): Promise<void> {
    end.abort();
    clock.stop();
    stopWatching();
    stdout.off('resize', resized);
    await io.drafts.flush();
    ink?.unmount();
    keyboard.close();
    guard.release();
    if (error) done.reject(error);
    else done.resolve(0);
  }

  const code = await done.promise;
  await tellLive(ctx, store, clock.now());
  return code;
}

/** Identity, verdicts and records; then what was compiled is kept for the next start. */
async function start(io: Io, ctx: Context): Promise<void> {
  const inside = ctx.env['SENTINEL_PROFILE'];
  if (ctx.env['SENTINEL_SESSION_ID'] && inside) {
    say(io, 'warn', `You are inside a session of ${inside}: exit leaves it.`);
  }
  await refresh(io);
  module.flushCompileCache?.();
}

function formActions(io: Io, typedText: () => boolean) {
  return {
    setReason(reasonCode: Parameters<typeof setReason>[1]) {
      setReason(io, reasonCode);
    },
    setText(field: 'ticket' | 'duration' | 'typed', value: string) {
      io.store.dispatch({ type: 'form-text', field, value });
      if (field !== 'typed') keepDraft(io);
    },
    submit: () => submitField(io),
    typedText,
  };
}

function setReason(
  io: Io,
  reasonCode: NonNullable<ReturnType<Store['getState']>['form']>['reasonCode'],
) {
  io.store.dispatch({ type: 'form-reason', reasonCode });
  keepDraft(io);
}

function sizeOf(stdout: NodeJS.WriteStream, inline: boolean): Size {
  const columns = stdout.columns || 80;
  const rows = stdout.rows || 24;
  // Inline, one line stays free: a frame as high as the terminal would take over the scrollback.
  return { columns, rows: inline ? Math.min(INLINE_ROWS, rows - 1) : rows };
}

/** What goes on after the console: it does not end credentials, and says so. */
async function tellLive(ctx: Context, store: Store, now: number): Promise<void> {
  const { liveSentences } = await import('./still-live.ts');
  for (const sentence of liveSentences(store.getState(), now)) {
    ctx.stdio.stdout.write(`${sentence}\n`);
  }
}
