/**
 * What stands between this machine and AWS as the environment says: whose certificates are believed, and
 * the proxy. Both are honoured, and whoever sets both can play AWS; so both are said and logged, and what is
 * learned of AWS on one way counts on no other.
 */
type Env = Readonly<Record<string, string | undefined>>;

export interface Channel {
  /** The same only for the same way to AWS; `''`: straight, with the certificates that Node comes with. */
  readonly name: string;
  /** Host and port of the proxy in use; never its password. */
  readonly proxy?: string;
  /** The files whose certificates are believed, as the environment names them. */
  readonly certificates?: string;
  /** For people. */
  readonly notices: readonly string[];
}

const STRAIGHT: Channel = { name: '', notices: [] };

/** Reads the certificates' files, where any are named, and nothing else. */
export function channelOf(env: Env): Channel {
  const proxy = proxyOf(env);
  const files = certificateFiles(env);
  const unchecked = env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
  const parts = [
    ...(proxy ? [[proxy.origin, proxy.except]] : []),
    ...files.map(({ name, path }) => [name, contentOf(path)]),
    ...(env['NODE_USE_SYSTEM_CA'] === '1' ? [['NODE_USE_SYSTEM_CA']] : []),
  ];
  if (parts.length === 0 && !unchecked) return STRAIGHT;
  const certificates = files.map(({ name, path }) => `${path} (${name})`).join(', ');
  const used = proxy?.forAws ? proxy.host : null;
  const said = [
    ...(used === null ? [] : [`go through the proxy ${used} (HTTPS_PROXY)`]),
    ...(certificates === '' ? [] : [`believe the certificates in ${certificates}`]),
  ];
  return {
    name: parts.length === 0 ? '' : sha256(JSON.stringify(parts)),
    ...(used !== null && { proxy: used }),
    ...(certificates !== '' && { certificates }),
    notices: [
      ...(said.length > 0 ? [`Calls to AWS ${said.join(' and ')}.`] : []),
      ...(unchecked
        ? ['NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: AWS must show its certificate.']
        : []),
    ],
  };
}

interface Proxy {
  readonly origin: string;
  readonly host: string;
  /** NO_PROXY as it stands. */
  readonly except: string;
  /** False: AWS's common suffix is excepted, and only other addresses of AWS go through it. */
  readonly forAws: boolean;
}

/** Null: there is none, or everything is excepted from it. */
function proxyOf(env: Env): Proxy | null {
  const text = pick(env, 'HTTPS_PROXY');
  const except = pick(env, 'NO_PROXY') ?? '';
  const excepted = except.split(',').map((one) => one.trim());
  if (!text || excepted.includes('*')) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  return {
    origin: url ? `${url.protocol}//${url.host}` : text,
    host: url?.host || '(no address)',
    except,
    forAws: !excepted.some((one) => /^\*?\.amazonaws\.com$/.test(one)),
  };
}

/** A variable as curl and Node take it: in capitals or not. */
function pick(env: Env, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()];
}

interface CertificateFile {
  readonly name: string;
  readonly path: string;
}

/** AWS_CA_BUNDLE stands in place of all others; else Node adds what NODE_EXTRA_CA_CERTS names to its own. */
function certificateFiles(env: Env): CertificateFile[] {
  const bundle = env['AWS_CA_BUNDLE'];
  if (bundle) return [{ name: 'AWS_CA_BUNDLE', path: bundle }];
  const openssl = /use-openssl-ca/.test(env['NODE_OPTIONS'] ?? '');
  const names = ['NODE_EXTRA_CA_CERTS', ...(openssl ? ['SSL_CERT_FILE', 'SSL_CERT_DIR'] : [])];
  return names.flatMap((name) => {
    const path = env[name];
    return path ? [{ name, path }] : [];
  });
}

/** The hash of a file's content; of a folder, or what cannot be read, its path stands for it. */
function contentOf(path: string): string {
  try {
    return sha256(process.getBuiltinModule('node:fs').readFileSync(path));
  } catch {
    return path;
  }
}

/** Not imported: most commands never come here, and loading it takes 4 ms. */
function sha256(data: string | Uint8Array): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(data).digest('hex');
}
