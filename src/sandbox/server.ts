/**
 * The sandbox: an embedded AWS on a loopback port, which the unchanged SDKs, the AWS CLI and boto3 reach
 * through AWS_ENDPOINT_URL. `http/` speaks the protocols, `iam/` judges, `sts/`, `ssm/`, `sso/`, `trail/`
 * and `services/` are the services, `story/` is what a new home holds, `lifecycle/` finds, starts and stops
 * the one server of a home. Nothing outside this folder knows more of it than an endpoint URL.
 */
import type { Clock } from '../context.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import type { Cloud } from './cloud.ts';
import { homePaths } from './home.ts';
import { answer } from './http/answer.ts';
import { readScope } from './http/authenticate.ts';
import { type Controls, control } from './http/control.ts';
import { listen, type Reply } from './http/listen.ts';
import type { WireRequest } from './http/wire.ts';
import { type Soil, seedHome } from './seed.ts';
import { putPolicy } from './seed-parameters.ts';
import { decideDevice, hintedPerson } from './sso/device.ts';
import { pageReply } from './sso/pages.ts';
import { restAction, restReply } from './sso/routes.ts';
import { TOKEN_LIFE_KEY } from './sso/tokens.ts';
import { openStore } from './store.ts';
import { REGIONS } from './story/accounts.ts';

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

export interface SandboxControl {
  /** AWS's time becomes the machine's plus this many milliseconds. */
  setClockOffset(milliseconds: number): void;
  /** Cuts every connection for this service (`ssm`, `sts`...) while false. */
  setReachable(service: string, reachable: boolean): void;
  /** Puts a parameter's next version into every region, past IAM: for a test's own policy. */
  putParameter(name: string, value: string): void;
  /**
   * Answers for a person at the portal's page. @param person default: whose files the sign-in came from.
   * @returns false where no device waits for this code.
   */
  approveSignIn(userCode: string, person?: string): boolean;
  denySignIn(userCode: string): boolean;
  /** How long access tokens given from now on live, seconds; default: eight hours. */
  setTokenLife(seconds: number): void;
  /** How many programs hold it open. */
  leases(): number;
  readonly cloud: Cloud;
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
  const unreachable = new Set<string>();
  let leases = 0;
  let busyAt = process.hrtime.bigint();

  const setClockOffset = (milliseconds: number) => {
    offset = milliseconds;
    store.set('clock-offset', String(milliseconds));
  };
  const setReachable = (service: string, reachable: boolean) => {
    if (reachable) unreachable.delete(service);
    else unreachable.add(service);
  };
  const controls: Controls = {
    about: () => ({
      home,
      pid: process.pid,
      program: options.program ?? null,
      clock_offset: offset,
    }),
    setClockOffset,
    setReachable,
    lease() {
      leases += 1;
      return () => {
        leases -= 1;
        busyAt = process.hrtime.bigint();
      };
    },
    stop: () => void stop(),
  };

  // Its address stands in the files of the story, so it listens before there is one to answer from.
  const filled = Promise.withResolvers<Cloud>();
  const listening = await listen(
    options.port ?? Number(store.get('port') ?? 0),
    async (request, held) => {
      busyAt = process.hrtime.bigint();
      const cloud = await filled.promise;
      const own = control(controls, token, request, held);
      if (own) return own;
      const page = pageReply(cloud, request, url);
      if (page) return page;
      const rest = restAction(request);
      if (unreachable.has(rest?.service ?? readScope(request)?.service ?? '')) return null;
      return rest ? restReply(cloud, rest, request, url) : awsReply(cloud, request);
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
  filled.resolve(cloud);
  // Needed by the first signed request; a ping is answered without waiting for it.
  setImmediate(() => void import('../aws/sign.ts'));

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

  return {
    url,
    token,
    home,
    control: {
      setClockOffset,
      setReachable,
      putParameter: (name, value) => {
        for (const region of REGIONS) putPolicy(store, region, name, value, now());
      },
      approveSignIn: (userCode, person) =>
        decideDevice(cloud, userCode, person ?? hintedPerson(cloud, userCode)),
      denySignIn: (userCode) => decideDevice(cloud, userCode, null),
      setTokenLife: (seconds) => store.set(TOKEN_LIFE_KEY, String(seconds)),
      leases: () => leases,
      cloud,
    },
    stopped,
    stop,
  };
}

async function fill(soil: Soil, now: () => number): Promise<Cloud> {
  const world = await seedHome(soil);
  soil.store.prune(now());
  return { store: soil.store, world, now, random: soil.random };
}

async function awsReply(cloud: Cloud, request: WireRequest): Promise<Reply> {
  const { status, type, body, requestId } = await answer(cloud, request);
  return {
    status,
    headers: {
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      // AWS's time, which clients correct their clocks by.
      date: new Date(cloud.now()).toUTCString(),
      'x-amzn-requestid': requestId,
      'x-amz-request-id': requestId,
    },
    body,
  };
}
