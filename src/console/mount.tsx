/**
 * Opens the console in a terminal: the one file of src/ that knows Ink and React. A frame is drawn before
 * the gate or the AWS SDK are loaded; what they say arrives in the frames after it.
 */
import module from 'node:module';
import { type Instance, render, useApp } from 'ink';
import { App } from '../../components/app.tsx';
import type { FormActions } from '../../components/form-actions.ts';
import { describeBug } from '../bug.ts';
import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import { detectCapabilities } from '../terminal/capabilities.ts';
import { guardTerminal } from '../terminal/guard.ts';
import { openKeyboard } from '../terminal/keyboard.ts';
import { createPorts } from './adapters.ts';
import { startClock } from './clock.ts';
import { createController } from './controller.ts';
import { createIo, loadRecords, refresh, say, watchSelection } from './effects.ts';
import { keepDraft, submitField } from './emergency.ts';
import type { Ports } from './ports.ts';
import { initialState } from './reducer.ts';
import type { Size } from './state.ts';
import { liveSentences } from './still-live.ts';
import { createStore, type Store } from './store.ts';
import { painter } from './text/paint.ts';
import { symbolsFor } from './text/symbols.ts';
import { commandStart } from './twin.ts';
import type { Ui } from './view/ui.ts';

/** Frames a second: under 120 a key waits for its frame (Ink draws 30 by default). */
const MAX_FPS = 240;

const HOME_AND_ERASE = '\u001b[H\u001b[J';

/** Lines used with --inline, at most: the scrollback above stays in sight. */
const INLINE_ROWS = 24;

/**
 * Runs the console until it is left.
 * @returns the exit code. @throws what a view or the terminal threw, with the terminal given back.
 */
export async function openConsole(ctx: Context, args: ParsedArgs): Promise<number> {
  const { stdout, stderr } = ctx.stdio;
  const terminal = detectCapabilities(ctx.env, stdout, ctx.platform);
  if (!terminal.smart) {
    stderr.write(
      'sentinel: TERM says that this terminal cannot move its cursor; a table instead.\n',
    );
    const { printRows } = await import('./plain.ts');
    return printRows(ctx, args);
  }
  const colour = terminal.colour && args.flags['no-color'] !== true;
  const end = new AbortController();
  let screen: Screen | undefined;
  let lent: Promise<unknown> = Promise.resolve();
  const leave = async () => {
    end.abort();
    // A shell that has the terminal is told to hang up, and gives it back before we go.
    await lent;
    await screen?.leave();
  };
  const guard = guardTerminal({ stdout, onEnd: leave, describe: describeBug });
  const keyboard = openKeyboard({ onLost: () => guard.lost() });
  screen = mountScreen({
    ui: {
      paint: painter(colour ? 'colour' : 'mono'),
      symbols: symbolsFor(terminal.utf8),
      sandbox: ctx.sandbox ?? null,
    },
    stdin: keyboard.stdin,
    stdout,
    stderr,
    inline: args.flags['inline'] === true,
    insideOf: ctx.env['SENTINEL_SESSION_ID'] ? (ctx.env['SENTINEL_PROFILE'] ?? '?') : null,
    ports: (store, suspend) =>
      createPorts(ctx, args, {
        keyboard,
        capabilities: terminal,
        suspend,
        signal: end.signal,
        lending: (until) => {
          lent = until;
        },
        skew: () => store.getState().facts?.skew ?? 0,
        quit: () => void leave(),
      }),
    now: ctx.clock.now,
  });
  try {
    await screen.ended;
  } finally {
    keyboard.close();
    guard.release();
  }
  // As the ledger has it now: what the screen knew may be a moment old.
  await screen.reread();
  for (const sentence of liveSentences(screen.store.getState(), screen.now())) {
    stdout.write(`${sentence}\n`);
  }
  return 0;
}

export interface ScreenParts {
  readonly ui: Ui;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly inline: boolean;
  /** The profile of the session this console itself runs in. */
  readonly insideOf: string | null;
  /** Makes the ports; `suspend` is Ink's suspendTerminal. */
  readonly ports: (store: Store, suspend: (run: () => Promise<void>) => Promise<void>) => Ports;
  /** The machine's time, milliseconds. */
  readonly now: () => number;
}

export interface Screen {
  readonly store: Store;
  /** AWS's time, milliseconds. */
  now(): number;
  /** Reads sessions and emergencies anew. */
  reread(): Promise<void>;
  /** Saves what must be saved and unmounts. */
  leave(): Promise<void>;
  /** Resolves when the console was left; rejects with what a view threw. */
  readonly ended: Promise<unknown>;
}

/** Draws the console on these streams and sets it going. */
export function mountScreen(parts: ScreenParts): Screen {
  const { ui, stdout, inline } = parts;
  const store = createStore(
    initialState(sizeOf(stdout, inline), parts.now(), commandStart(ui.sandbox)),
  );
  let suspendTerminal = (run: () => Promise<void>) => run();
  const io = createIo(
    store,
    parts.ports(store, (run) => suspendTerminal(run)),
  );
  const clock = startClock(store, parts.now, () => void refresh(io));
  const controller = createController(io, ui, clock.now);
  const actions: FormActions = {
    setReason(reasonCode) {
      store.dispatch({ type: 'form-reason', reasonCode });
      keepDraft(io);
    },
    setText(field, value) {
      store.dispatch({ type: 'form-text', field, value });
      if (field !== 'typed') keepDraft(io);
    },
    submit: () => submitField(io),
    typedText: controller.typedText,
  };
  const keys = { onKey: controller.press, onPaste: controller.paste };

  function Root() {
    suspendTerminal = useApp().suspendTerminal;
    return <App store={store} ui={ui} keys={keys} actions={actions} />;
  }
  let ink: Instance | undefined;
  const resized = () => {
    // A frame of the old size that was still on its way has wrapped and scrolled: begin at the top.
    if (!inline) stdout.write(HOME_AND_ERASE);
    store.dispatch({ type: 'resize', size: sizeOf(stdout, inline) });
    // At once, and before Ink's own listener draws the old frame into the new size.
    ink?.rerender(<Root />);
  };
  stdout.on('resize', resized);
  ink = render(<Root />, {
    stdin: parts.stdin,
    stdout,
    stderr: parts.stderr,
    // With CI=true Ink would draw nothing until it ends; that this is a terminal is known.
    interactive: true,
    alternateScreen: !inline,
    maxFps: MAX_FPS,
    // A field that a key has opened must hear the next key, also of the same burst: only concurrent roots
    // run effects (which is where Ink begins to listen) before the next key is read.
    concurrent: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const stopWatching = watchSelection(io);
  // The first frame goes out before anything is asked or loaded.
  void ink.waitUntilRenderFlush().then(() => {
    if (parts.insideOf !== null) {
      say(io, 'warn', `This console runs inside a session of ${parts.insideOf}: exit leaves it.`);
    }
    void refresh(io).then(keepCompiled);
    keepCompiled();
  });
  const ended = ink.waitUntilExit();
  return {
    store,
    now: clock.now,
    reread: () => loadRecords(io),
    async leave() {
      clock.stop();
      stopWatching();
      stdout.off('resize', resized);
      await io.drafts.flush();
      ink?.unmount();
    },
    ended,
  };
}

function sizeOf(stdout: NodeJS.WriteStream, inline: boolean): Size {
  const columns = stdout.columns || 80;
  const rows = stdout.rows || 24;
  // Inline, one line stays free: a frame as high as the terminal would take over the scrollback.
  return { columns, rows: inline ? Math.min(INLINE_ROWS, rows - 1) : rows };
}

/** Keeps what was compiled so far for the next start, also when this process is killed. */
function keepCompiled(): void {
  module.flushCompileCache?.();
}
