/**
 * What Sentinel asks of AWS, one small interface per service. Types only: the rest of the program
 * knows these, and only this folder imports the AWS SDK.
 */
import type { Channel } from './channel.ts';

export { AwsError } from './aws-error.ts';

/** One set of AWS keys. Secrets: never logged, never in an error. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for long-term keys. */
  readonly expiration?: number;
}

/** Keys with an end. */
export type TemporaryKeys = AwsCredentials & { readonly expiration: number };

/** An answer with what the log wants to know of it. */
export interface Answer<T> {
  readonly value: T;
  /** The answer's `Date` header in milliseconds since the epoch: AWS's time. */
  readonly date: number;
  readonly region: string;
  /** Set when an endpoint override was in use. */
  readonly endpoint?: string;
}

export interface CallerIdentity {
  readonly arn: string;
  readonly account: string;
  /** `aws:userid`. */
  readonly userId: string;
}

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  /** Absent only for a role that cannot be stamped and whose rule says `unstamped: allow`. */
  readonly sourceIdentity?: string;
  readonly durationSeconds: number;
  /** A session policy document (JSON). */
  readonly policy?: string;
  readonly externalId?: string;
}

export interface AssumedRole {
  readonly credentials: AwsCredentials & { readonly expiration: number };
  readonly assumedRoleArn: string;
}

export interface Sts {
  getCallerIdentity(signal?: AbortSignal): Promise<Answer<CallerIdentity>>;
  assumeRole(input: AssumeRoleInput, signal?: AbortSignal): Promise<Answer<AssumedRole>>;
  /** Temporary credentials of the caller itself, which can carry no stamp. 900 to 129600 s. */
  getSessionToken(
    durationSeconds: number,
    signal?: AbortSignal,
    mfa?: { readonly serial: string; readonly code: string },
  ): Promise<Answer<SessionToken>>;
}

/** STS for a caller who has a token of an identity provider and no keys. */
export interface StsWebIdentity {
  assumeRoleWithWebIdentity(
    input: {
      readonly roleArn: string;
      readonly roleSessionName: string;
      readonly token: string;
      readonly durationSeconds: number;
    },
    signal?: AbortSignal,
  ): Promise<Answer<AssumedRole>>;
}

/** The IAM Identity Center portal. Calls carry a bearer token and no signature. */
export interface SsoPortal {
  getRoleCredentials(
    input: { readonly accessToken: string; readonly account: string; readonly role: string },
    signal?: AbortSignal,
  ): Promise<Answer<AwsCredentials & { readonly expiration: number }>>;
  logout(accessToken: string, signal?: AbortSignal): Promise<Answer<null>>;
}

export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface DeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly interval: number;
}

export interface OidcToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken?: string;
}

/** What one of OIDC's grants asks a token with. */
export type OidcGrant =
  | { readonly type: 'device_code'; readonly deviceCode: string }
  | { readonly type: 'refresh_token'; readonly refreshToken: string }
  | {
      readonly type: 'authorization_code';
      readonly code: string;
      readonly redirectUri: string;
      readonly codeVerifier: string;
    };

/** IAM Identity Center's OIDC. An answer that only says "not yet" is an AwsError (`AuthorizationPendingException`). */
export interface SsoOidc {
  /** Where the browser is sent for PKCE: `<endpoint>/authorize`. */
  readonly authorizeUrl: string;
  /** An endpoint override stands in AWS's place. */
  readonly overridden: boolean;
  registerClient(
    input: {
      readonly name: string;
      readonly scopes: readonly string[];
      /** Both for PKCE only. */
      readonly issuerUrl?: string;
      readonly redirectUris?: readonly string[];
    },
    signal?: AbortSignal,
  ): Promise<Answer<OidcClient>>;
  startDeviceAuthorization(
    client: OidcClient,
    startUrl: string,
    signal?: AbortSignal,
  ): Promise<Answer<DeviceAuthorization>>;
  createToken(
    client: OidcClient,
    grant: OidcGrant,
    signal?: AbortSignal,
  ): Promise<Answer<OidcToken>>;
}

export interface SessionToken {
  readonly credentials: AwsCredentials & { readonly expiration: number };
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly version: number;
  /** When this version was put, milliseconds since the epoch. */
  readonly modified?: number;
}

export interface Ssm {
  /** Decrypts a SecureString. */
  getParameter(name: string, signal?: AbortSignal): Promise<Answer<Parameter>>;
  /** All parameters under a path that ends in a slash, every page, in name order. */
  getParametersByPath(path: string, signal?: AbortSignal): Promise<Answer<Parameter[]>>;
}

export type ParameterType = 'String' | 'StringList' | 'SecureString';
export type ParameterTier = 'Standard' | 'Advanced';

/** One version of a parameter, but for its value. Null: AWS did not say. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly tier: ParameterTier | null;
  /** The KMS key of a SecureString: an id, an ARN or an alias. */
  readonly keyId: string | null;
  readonly description: string | null;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number | null;
  /** The ARN of who wrote it. */
  readonly modifiedBy: string | null;
}

/** Parameter Store for those who look after what is in it. */
export interface SsmStore {
  /** One version (absent: the newest), decrypted; null where there is no such parameter or version. */
  readParameter(
    name: string,
    version?: number,
    signal?: AbortSignal,
  ): Promise<Answer<(Parameter & { readonly type: ParameterType }) | null>>;
  /** Every version that AWS keeps (a hundred), oldest first; none where there is no such parameter. */
  parameterHistory(name: string, signal?: AbortSignal): Promise<Answer<ParameterVersion[]>>;
  /** A new parameter, or (`overwrite`) the next version of one. */
  putParameter(
    input: {
      readonly name: string;
      readonly value: string;
      readonly type: ParameterType;
      readonly tier?: ParameterTier;
      readonly keyId?: string;
      readonly description?: string;
      readonly overwrite: boolean;
    },
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly version: number }>>;
  deleteParameter(name: string, signal?: AbortSignal): Promise<Answer<null>>;
}

export interface Iam {
  /** A role of the caller's own account, by its name without the path; its trust policy as data. */
  getRole(
    name: string,
    signal?: AbortSignal,
  ): Promise<Answer<{ readonly arn: string; readonly trustPolicy: unknown }>>;
  /**
   * A new access key of a user. Tried once: where no answer came it may have been made all the same, and
   * nobody will ever be told its secret.
   * @param user null: whose keys sign the call.
   */
  createAccessKey(user: string | null, signal?: AbortSignal): Promise<Answer<NewAccessKey>>;
  /** All access keys of a user, every page. */
  listAccessKeys(user: string | null, signal?: AbortSignal): Promise<Answer<AccessKeyFacts[]>>;
  setAccessKeyStatus(
    user: string | null,
    id: string,
    status: 'Active' | 'Inactive',
    signal?: AbortSignal,
  ): Promise<Answer<null>>;
  deleteAccessKey(user: string | null, id: string, signal?: AbortSignal): Promise<Answer<null>>;
  /** When it last signed a call, milliseconds since the epoch (hours late, says AWS); null: never. */
  accessKeyLastUsed(id: string, signal?: AbortSignal): Promise<Answer<number | null>>;
}

/** A user's access key, without its secret. */
export interface AccessKeyFacts {
  readonly id: string;
  readonly active: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Told once, when it is made. */
export type NewAccessKey = Omit<AccessKeyFacts, 'active'> & { readonly secret: string };

export interface AwsOptions {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** A service with an endpoint of its own: `AWS_ENDPOINT_URL_SSO_OIDC` is that of `sso-oidc`. */
export type AwsService = 'sts' | 'ssm' | 'iam' | 'sso' | 'sso-oidc' | 'dynamodb';

/** Makes clients; a service is imported when it is first asked for. */
export interface AwsFactory {
  /**
   * The same with these endpoint overrides, by service; every other service goes to AWS's own. The caller
   * has decided that they may be used (`decideEndpoints`). In the sandbox nothing changes.
   */
  withEndpoints(used: Readonly<Partial<Record<AwsService, string>>>): AwsFactory;
  /** The proxy and the certificates that calls to AWS's own addresses use. */
  channel(): Channel;
  /** Starts loading what the first client will need, while files are still being read. */
  warm?(): void;
  sts(options: AwsOptions): Promise<Sts>;
  ssm(options: AwsOptions): Promise<Ssm>;
  ssmStore(options: AwsOptions): Promise<SsmStore>;
  iam(options: AwsOptions): Promise<Iam>;
  stsWebIdentity(region: string): Promise<StsWebIdentity>;
  ssoPortal(region: string): Promise<SsoPortal>;
  ssoOidc(region: string): Promise<SsoOidc>;
  /** The EC2 instance's role (IMDSv2). @throws AwsError of service `imds`. */
  instanceCredentials(signal?: AbortSignal): Promise<TemporaryKeys>;
  /** The role of an ECS task or an EKS pod. @throws AwsError of service `container`. */
  containerCredentials(signal?: AbortSignal): Promise<TemporaryKeys>;
}
