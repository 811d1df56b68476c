/**
 * Signature Version 4 as AWS computes it, for whoever has to check a signature rather than make one.
 * One SDK package does the arithmetic; this is its only importer.
 */
import { Hash, HttpRequest, SignatureV4 } from './sdk-signer.ts';

/** A request as it arrived, with what its Authorization header says of the signature. */
export interface SignedParts {
  readonly method: string;
  /** The path as it stood on the wire, percent-encoded, without the query. */
  readonly path: string;
  /** Decoded query parameters. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The `SignedHeaders` list, lower-case. */
  readonly signedHeaders: readonly string[];
  /** From `x-amz-date`, milliseconds since the epoch. */
  readonly date: number;
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present where the request carries `x-amz-security-token`. */
  readonly sessionToken?: string;
}

/** The signature (64 hex) that AWS would compute for this request under these keys. */
export async function signatureOf(parts: SignedParts): Promise<string> {
  const signed = new Set(parts.signedHeaders.map((name) => name.toLowerCase()));
  const headers: Record<string, string> = {};
  for (const name of signed) {
    const value = parts.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const signer = new SignatureV4({
    service: parts.service,
    region: parts.region,
    credentials: {
      accessKeyId: parts.accessKeyId,
      secretAccessKey: parts.secretAccessKey,
      ...(parts.sessionToken !== undefined &&
        signed.has('x-amz-security-token') && { sessionToken: parts.sessionToken }),
    },
    sha256: Hash.bind(null, 'sha256'),
    // S3 alone signs its path as it is sent.
    uriEscapePath: parts.service !== 's3',
    applyChecksum: false,
  });
  const request = new HttpRequest({
    method: parts.method,
    path: parts.path,
    query: { ...parts.query },
    headers,
    body: parts.body,
  });
  const answer = await signer.sign(request, {
    signingDate: new Date(parts.date),
    signableHeaders: signed,
  });
  return /Signature=([0-9a-f]{64})$/.exec(answer.headers['authorization'] ?? '')?.[1] ?? '';
}
