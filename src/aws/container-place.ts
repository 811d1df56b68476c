/**
 * Where the role of a container is asked for, and with which token. The environment says both, and a
 * folder's own `.envrc` may set it: a token goes to this machine or to the metadata addresses of ECS and
 * EKS and nowhere else (the SDKs also take any https host), and a file that holds anything but one token
 * is not sent at all.
 */
import { readSmallFile } from '../files/small-file.ts';

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
  const text = read(tokenFile);
  return text !== null && ONE_TOKEN.test(text) ? text : null;
}

/** A JWT (EKS) or one word, after its scheme at most (`Basic abcd`). As in botocore, no line's end. */
const ONE_TOKEN = /^(?:(?:Basic|Bearer) )?[\w.~+/=:-]+$/;
/** A JWT of Kubernetes takes one or two thousand. */
const MOST_BYTES = 16 * 1024;

/** Null where it cannot be had. */
function read(path: string): string | null {
  try {
    return readSmallFile(path, MOST_BYTES);
  } catch {
    return null;
  }
}

/** Null also where a name or password stands in it. */
function urlOf(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url && url.username === '' && url.password === '';
  return plain && /^https?:$/.test(url.protocol) ? url : null;
}
