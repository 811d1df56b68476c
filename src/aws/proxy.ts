/** The company's proxy, where the environment names one. Pure. */
import { SentinelError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What Node's agent takes as `proxyEnv`. */
export type ProxyEnv = { HTTPS_PROXY: string; NO_PROXY: string };

/** An override on this machine is never asked for elsewhere. */
const HERE = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * @param node the version of Node, without the `v`: agents go through proxies from 22.21 and 24.5 on.
 * @throws SentinelError `failed` where Node would go past the proxy without a word.
 */
export function proxyOf(env: Env, node: string): ProxyEnv | null {
  const pick = (name: string) => env[name] || env[name.toLowerCase()];
  const proxy = pick('HTTPS_PROXY');
  if (!proxy) return null;
  const except = (pick('NO_PROXY') ?? '').split(',').map((one) => one.trim());
  if (!knowsProxies(node)) {
    if (except.some((one) => /^(?:\*|\*?\.?amazonaws\.com)$/.test(one))) return null;
    throw new SentinelError(
      'failed',
      `HTTPS_PROXY is set, and this version of Node (${node}) cannot use it.`,
      ['Use Node 24.5 or 22.21, or a newer one; or unset HTTPS_PROXY.'],
    );
  }
  return { HTTPS_PROXY: proxy, NO_PROXY: [...except.filter(Boolean), ...HERE].join(',') };
}

function knowsProxies(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
