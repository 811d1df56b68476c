/** The company's proxy, where the environment names one. Pure. */
import { SentinelError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What Node's agent takes as `proxyEnv`. */
export type ProxyEnv = { HTTPS_PROXY: string; NO_PROXY: string };

/** An override on this machine is never asked for elsewhere. */
const HERE = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * Node's agent goes past a proxy that it does not take for one (`proxy:3128`, `socks5://...`), without a
 * word; such a value is refused here.
 * @param node the version of Node, without the `v`: agents go through proxies from 22.21 and 24.5 on.
 * @throws SentinelError `failed` where the proxy cannot be used: by nobody, or not by this Node.
 */
export function proxyOf(env: Env, node: string): ProxyEnv | null {
  const pick = (name: string) => env[name] || env[name.toLowerCase()];
  const named = pick('HTTPS_PROXY');
  if (!named) return null;
  const proxy = usable(named);
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

/** As Node takes it. What it says is not repeated: a password may stand in it. */
function usable(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : null;
  if (url && /^https?:$/.test(url.protocol) && isDecodable(url.username + url.password)) {
    const { protocol, username, password, host } = url;
    const who = username || password ? `${username}:${password}@` : '';
    return `${protocol}//${who}${host}`;
  }
  throw new SentinelError(
    'failed',
    'HTTPS_PROXY is no address of an http or https proxy, so AWS is not called.',
    ['Write it in full, as in: export HTTPS_PROXY=http://HOST:PORT', 'Or unset HTTPS_PROXY.'],
  );
}

/** Node decodes name and password. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function knowsProxies(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
