/**
 * Where the role of a container is asked for, and with which token. The environment says both, and a
 * folder's own `.envrc` may set it: a token goes to this machine or to the metadata addresses of ECS and
 * EKS and nowhere else (the SDKs also take any https host), and a file that holds anything but one token
 * is not sent at all.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

type Env = Readonly<Record<string, string | undefined>>;

export interface ContainerPlace {
  readonly url: URL;
  /** As the environment gives it; empty: none. */
  readonly token: string;
  /** Wins over `token`, as in the SDKs; empty: none. */
  readonly tokenFile: string;
}

const ECS = '169.254.170.2';
const OWN = /^(?:169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;
const HERE = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** The place, or the end of "gives no credentials: ...". The relative form wins, as in the SDKs. */
export function containerPlace(env: Env): ContainerPlace | string {
  const relative = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] ?? '';
  const full = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '';
  if (!relative && !full) {
    return 'neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set';
  }
  const url = urlOf(relative ? `http://${ECS}${relative}` : full);
  if (relative && url?.host !== ECS) {
    return 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path';
  }
  if (!url || !(HERE.test(url.hostname) || OWN.test(url.hostname))) {
    return 'AWS_CONTAINER_CREDENTIALS_FULL_URI is no address that a container has';
  }
  return {
    url,
    token: env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? '',
    tokenFile: env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? '',
  };
}

/** What goes into the Authorization header; empty: nothing. Null: the file holds no token. */
export function tokenOf({ token, tokenFile }: ContainerPlace): string | null {
  if (!tokenFile) return token;
  const text = readSmall(tokenFile);
  return text !== null && ONE_TOKEN.test(text) ? text : null;
}

/** A JWT (EKS) or one word, after its scheme at most (`Basic abcd`). As in botocore, no line's end. */
const ONE_TOKEN = /^(?:(?:Basic|Bearer) )?[\w.~+/=:-]+$/;
/** A JWT of Kubernetes takes one or two thousand. */
const MOST_BYTES = 16 * 1024;

/** Null where it is no file, too long, or cannot be read. Pipes are not waited for; Kubernetes links. */
function readSmall(path: string): string | null {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const about = fstatSync(file);
    return about.isFile() && about.size <= MOST_BYTES ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Null also where a name or password stands in it. */
function urlOf(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url && url.username === '' && url.password === '';
  return plain && /^https?:$/.test(url.protocol) ? url : null;
}
