/** The three accounts of the story. People are IAM users of `dev`, and assume roles everywhere. */
export const DEV = '111122223333';
export const STAGING = '222233334444';
export const PROD = '333344445555';

/** Policies lie in both, so that a region that fails has a second one behind it. */
export const REGIONS = ['eu-central-1', 'us-east-1'] as const;
export const REGION = REGIONS[0];

export const role = (account: string, name: string): string =>
  `arn:aws:iam::${account}:role/${name}`;

/** The serial number of a person's virtual MFA device. */
export const mfaSerial = (person: string): string => `arn:aws:iam::${DEV}:mfa/${person}`;
