/**
 * Every outside effect Sentinel has, in one object that is built in one place (`create-context.ts`) and
 * passed in. A test replaces any of them; a reader sees all of them.
 */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { AwsFactory } from './aws/api.ts';

export interface Context {
  /** A snapshot of the environment; never process.env itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** This machine's name, for log and ledger. */
  readonly host: string;
  readonly pid: number;
  /** Where this program is started from again: [node, dist/sentinel.js]. */
  readonly self: readonly [string, string];
  readonly paths: Paths;
  readonly clock: Clock;
  /** Bytes from the system's random source. Throws where it fails; nobody falls back to another. */
  readonly random: (bytes: number) => Uint8Array;
  readonly stdio: Stdio;
  readonly aws: AwsFactory;
  /** Takes what `--debug` shows: which calls were made, never a secret. Absent: nobody asked. */
  readonly debug?: (line: string) => void;
  readonly spawn: (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
  /** Added to the environment of every child, after everything else (the sandbox's endpoint). */
  readonly childEnv: Readonly<Record<string, string>>;
  /** Present under --sandbox: shown as a mark on every screen. */
  readonly sandbox?: { readonly as: string; readonly url: string };
}

/** The machine's time. What decides access is AWS's time: see gate/aws-time. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

/** Where things live on this machine (absolute paths); nothing is created before it is needed. */
export interface Paths {
  /** The user's config.yaml. */
  readonly config: string;
  /** State folder (0700): ledger.db, decisions.jsonl, drafts/, sandbox/. */
  readonly state: string;
  readonly cache: string;
  readonly runtime: string;
  readonly awsConfig: string;
  readonly awsCredentials: string;
  /** SSO tokens, shared with the AWS CLI and in its format. */
  readonly ssoCache: string;
  /** The organisation's config.yaml, which nothing overrides; null: there is none in this world. */
  readonly systemConfig: string | null;
}

/** The process's streams. stdout is data, stderr is talk. */
export interface Stdio {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}
