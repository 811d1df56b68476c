/** Proxy and certificates: what stands between this machine and AWS. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import type { Facts } from '../facts.ts';
import { count, ok, problem, together, warning } from '../finding.ts';
import { shortText } from '../look.ts';
import type { Check, Finding } from '../types.ts';

export const network: Check = {
  id: 'network',
  title: 'Proxy and certificates',
  about: 'HTTPS_PROXY and NO_PROXY, the certificates that are believed (AWS_CA_BUNDLE)',
  async run(ctx, facts) {
    if (ctx.sandbox) return ok('The sandbox is on this machine: no proxy, no certificates.');
    const { proxyOf } = await import('../../aws/proxy.ts');
    const proxy = proxyFinding(ctx, facts, proxyOf);
    const bundle = await bundleFinding(ctx);
    const unchecked = uncheckedFinding(ctx);
    const well = [proxy, bundle].filter((one) => one?.status === 'ok');
    const words = well.map((one) => one?.detail ?? '').join(' ');
    const found = [proxy, bundle, unchecked].filter((one) => one !== null);
    return together(found, words || "No proxy; Node's own certificates.");
  },
};

function proxyFinding(
  { env }: Context,
  { node }: Facts,
  proxyOf: typeof import('../../aws/proxy.ts').proxyOf,
): Finding | null {
  const name = ['HTTPS_PROXY', 'https_proxy'].find((one) => env[one]);
  const value = name && env[name];
  if (!name || !value) {
    const other = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].find((one) => env[one]);
    if (!other) return null;
    return warning(
      `${other} is set and HTTPS_PROXY is not: AWS is called directly.`,
      `export HTTPS_PROXY="$${other}"`,
    );
  }
  try {
    const used = proxyOf(env, node);
    // What stands before the host may be a password.
    if (used) return ok(`Through the proxy ${new URL(used.HTTPS_PROXY).host} (${name}).`);
    return ok(`${name} is set, and NO_PROXY keeps AWS out of it.`);
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    return problem(error.message, ...error.next);
  }
}

/** Other tools go by it; Sentinel does not. */
function uncheckedFinding({ env }: Context): Finding | null {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return null;
  return warning(
    'NODE_TLS_REJECT_UNAUTHORIZED=0 lets Node programs believe whoever answers; Sentinel does not follow it.',
    'unset NODE_TLS_REJECT_UNAUTHORIZED',
  );
}

async function bundleFinding({ env, clock }: Context): Promise<Finding | null> {
  const path = env['AWS_CA_BUNDLE'];
  if (!path) {
    const extra = env['NODE_EXTRA_CA_CERTS'];
    return extra ? ok(`Node's certificates, and those of ${extra} (NODE_EXTRA_CA_CERTS).`) : null;
  }
  const text = shortText(path, 16 * 1024 * 1024);
  if (text === null) {
    return problem(
      `AWS_CA_BUNDLE names a file that cannot be read: ${path}.`,
      'unset AWS_CA_BUNDLE',
    );
  }
  const parts = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const ends = parts.map(endOf);
  const sound = ends.filter((end) => end !== null);
  if (sound.length === 0) {
    return problem(`${path} (AWS_CA_BUNDLE) holds no certificate.`, 'unset AWS_CA_BUNDLE');
  }
  const well = `${count(sound.length, 'certificate')} of AWS_CA_BUNDLE.`;
  if (sound.some((end) => end > clock.now())) return ok(well);
  return warning(
    `Every certificate of ${path} (AWS_CA_BUNDLE) has ended.`,
    "Get your company's bundle anew, or: unset AWS_CA_BUNDLE",
  );
}

/** When a certificate ends, milliseconds since the epoch; null where it is none. */
function endOf(pem: string): number | null {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  try {
    const end = Date.parse(new X509Certificate(pem).validTo);
    return Number.isFinite(end) ? end : null;
  } catch {
    return null;
  }
}
