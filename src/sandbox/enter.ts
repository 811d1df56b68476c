/**
 * The way into the sandbox: a Context like the user's own, but rooted in the sandbox's home and with every
 * AWS client pointed at its server. What is given back knows nothing of the user's AWS.
 */
import { resolve } from 'node:path';
import { createAwsFactory } from '../aws/factory.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { contextPaths } from './home.ts';
import { findOrStart } from './lifecycle/launch.ts';
import { lease } from './lifecycle/talk.ts';
import { PEOPLE } from './story/people.ts';

/** The sandbox's home: `SENTINEL_SANDBOX_HOME`, else `sandbox/` in the state folder. */
export function sandboxHome(ctx: Pick<Context, 'env' | 'paths'>): string {
  return resolve(ctx.env['SENTINEL_SANDBOX_HOME'] || `${ctx.paths.state}/sandbox`);
}

/**
 * Starts or finds the server of this home (a start is announced on stderr) and gives a Context in it.
 * @param options.brief it is over before the server could think itself unused.
 * @throws SentinelError usage for a person the story does not know; unavailable where no server starts.
 */
export async function enterSandbox(
  base: Context,
  options: { readonly as: string; readonly brief?: boolean },
): Promise<Context> {
  checkPerson(options.as);
  const home = sandboxHome(base);
  const { address, started } = await findOrStart(base, home, options.brief);
  if (started) {
    base.stdio.stderr.write(
      `sentinel: started the sandbox, an AWS of its own at ${address.url}. It ends after 15 idle minutes, or with: sentinel sandbox stop\n`,
    );
  }
  if (!options.brief) lease(address);
  return sandboxContext(base, { home, url: address.url, as: options.as });
}

/** The Context of one person in a sandbox that runs at `url` (tests start theirs in process). */
export function sandboxContext(
  base: Context,
  sandbox: { readonly home: string; readonly url: string; readonly as: string },
): Context {
  checkPerson(sandbox.as);
  const paths = contextPaths(sandbox.home, sandbox.as);
  const env = cleanEnv(base.env, sandbox.home);
  return {
    ...base,
    // A spread would ask for the streams, which is not ours to do yet.
    stdio: base.stdio,
    env,
    paths,
    aws: createAwsFactory({
      env,
      endpointUrl: sandbox.url,
      ...(base.debug && { tell: base.debug }),
    }),
    childEnv: { ...base.childEnv, ...toolEnv(sandbox) },
    sandbox: { as: sandbox.as, url: sandbox.url },
  };
}

/** What makes an unchanged AWS tool talk to the sandbox. */
export function toolEnv(sandbox: {
  readonly home: string;
  readonly url: string;
  readonly as: string;
}): Record<string, string> {
  const paths = contextPaths(sandbox.home, sandbox.as);
  return {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_CONFIG_FILE: paths.awsConfig,
    AWS_SHARED_CREDENTIALS_FILE: paths.awsCredentials,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** @throws SentinelError usage for somebody the story does not know. */
export function checkPerson(name: string): void {
  if (PEOPLE.some((person) => person.name === name)) return;
  throw new SentinelError('usage', `The sandbox knows nobody by the name of "${name}".`, [
    ...PEOPLE.map((person) => `--as ${person.name}   # ${person.about}`),
  ]);
}

/** Marks of the session one may be in, and where the sandbox lies: the rest of SENTINEL_* is the user's. */
const OWN_MARKS =
  /^SENTINEL_(PROFILE|REQUEST_ID|SOURCE_IDENTITY|EXPIRES_AT|SESSION_ID|SANDBOX_HOME|SCREEN_READER|CREDENTIAL_PROCESS)$/;

function cleanEnv(env: Context['env'], home: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || /^AWS_/i.test(name)) continue;
    if (/^SENTINEL_/.test(name) && !OWN_MARKS.test(name)) continue;
    kept[name] = value;
  }
  if (env['SENTINEL_SANDBOX_HOME']) kept['SENTINEL_SANDBOX_HOME'] = home;
  return withoutProxy(kept);
}

/** A proxy of the user's cannot reach our loopback: its exceptions must name it. */
function withoutProxy(env: Record<string, string>): Record<string, string> {
  if (!Object.keys(env).some((name) => /^(https?|all)_proxy$/i.test(name))) return env;
  const before = env['NO_PROXY'] ?? env['no_proxy'] ?? '';
  const hosts = [...before.split(',').filter(Boolean), '127.0.0.1', 'localhost'];
  const value = [...new Set(hosts)].join(',');
  return { ...env, NO_PROXY: value, no_proxy: value };
}
