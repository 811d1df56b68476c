/** Who calls, as STS GetCallerIdentity gives it; never from the operating system. */
export interface Principal {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  readonly type: 'user' | 'assumed-role' | 'federated-user' | 'root';
  /** Only for assumed-role. */
  readonly role: string | null;
  /** The last segment, as AWS gives it. */
  readonly rawName: string;
  /** `aws:userid`. */
  readonly userId: string;
}

/** The middle part of a stamp: how access came about. */
export type Marker = 'direct' | 'breakglass' | (string & { readonly approval?: never });
