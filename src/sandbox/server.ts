/**
 * The sandbox: an embedded AWS on a loopback port, which the unchanged SDKs, the AWS CLI and boto3 reach
 * through AWS_ENDPOINT_URL. `http/` speaks the protocols, `iam/` judges, `sts/`, `ssm/`, `sso/`, `trail/`
 * and `services/` are the services, `story/` is what a new home holds, `lifecycle/` finds, starts and stops
 * the one server of a home. Nothing outside this folder knows more of it than an endpoint URL.
 */
import type { Clock } from '../context.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import type { Cloud } from './cloud.ts';
import { dispatch, type Street } from './dispatch.ts';
import { makeBoard } from './faults/board.ts';
import { homePaths } from './home.ts';
import { type Controls, control } from './http/control.ts';
import { listen } from './http/listen.ts';
import { controlOf, type SandboxControl } from './sandbox-control.ts';
import { type Soil, seedHome } from './seed.ts';
import { openStore } from './store.ts';

export interface SandboxOptions {
  /** Absolute path; made and filled with the story where it is new. */
  readonly home: string;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Tried first; default: the port of last time, else a free one. */
  readonly port?: number;
  /** Milliseconds without a call after which it stops; default: never. */
  readonly idle?: number;
  /** What runs it: told by `ping`, so that a newer build replaces an older one. */
  readonly program?: string;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Guards the control door. */
  readonly token: string;
  readonly home: string;
  /** What tests move; the control door does the same over HTTP. */
  readonly control: SandboxControl;
  /** Resolves when it has stopped, for whatever reason. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** @throws HomeInUse where another process serves this home. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { home, random } = options;
  await ensurePrivateDir(home);
  await ensurePrivateDir(`${home}/aws`);
  const store = openStore(homePaths(home).cloud);
  let offset = Number(store.get('clock-offset') ?? 0);
  const now = () => options.clock.now() + offset;
  const token = Buffer.from(random(24)).toString('hex');
  const board = makeBoard();
  const unreachable = new Set<string>();
  let leases = 0;
  let busyAt = process.hrtime.bigint();

  // Its address stands in the files of the story, so it listens before there is one to answer from.
  const filled = Promise.withResolvers<{ street: Street; controls: Controls }>();
  const listening = await listen(
    options.port ?? Number(store.get('port') ?? 0),
    async (request, held) => {
      busyAt = process.hrtime.bigint();
      const { street, controls } = await filled.promise;
      return control(controls, token, request, held) ?? dispatch(street, request);
    },
  );
  const url = `http://127.0.0.1:${listening.port}`;
  store.set('port', String(listening.port));
  const cloud = await fill({ home, store, random, now: now(), url }, now).catch((error) => {
    listening.server.close();
    listening.server.closeAllConnections();
    store.close();
    throw error;
  });

  const { promise: stopped, resolve: finished } = Promise.withResolvers<void>();
  let stopping = false;
  const stop = () => {
    if (!stopping) {
      stopping = true;
      clearInterval(watch);
      listening.server.close(() => {
        store.close();
        finished();
      });
      listening.server.closeAllConnections();
    }
    return stopped;
  };
  const watch = setInterval(
    () => {
      const quiet = Number(process.hrtime.bigint() - busyAt) / 1e6;
      if (options.idle !== undefined && leases === 0 && quiet >= options.idle) void stop();
    },
    Math.min(30_000, options.idle ?? 30_000),
  );
  watch.unref();

  const controls: Controls = {
    ...controlOf(cloud, board),
    setClockOffset(milliseconds) {
      offset = milliseconds;
      store.set('clock-offset', String(milliseconds));
    },
    setReachable(service, reachable) {
      if (reachable) unreachable.delete(service);
      else unreachable.add(service);
    },
    leases: () => leases,
    about: () => ({
      home,
      pid: process.pid,
      program: options.program ?? null,
      clock_offset: offset,
    }),
    lease() {
      leases += 1;
      return () => {
        leases -= 1;
        busyAt = process.hrtime.bigint();
      };
    },
    stop: () => void stop(),
  };
  const isReachable = (service: string) => !unreachable.has(service);
  filled.resolve({ street: { cloud, board, url, isReachable }, controls });
  // Needed by the first signed request; a ping is answered without waiting for it.
  setImmediate(() => void import('../aws/sign.ts'));
  return { url, token, home, control: controls, stopped, stop };
}

async function fill(soil: Soil, now: () => number): Promise<Cloud> {
  const world = await seedHome(soil);
  soil.store.prune(now());
  return { store: soil.store, world, now, random: soil.random };
}
