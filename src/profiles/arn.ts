/** The little that profiles need of role ARNs. Pure. */

const ROLE = /^arn:aws(?:-[a-z0-9]+)*:iam::([0-9]{12}):role\/[\w+=,.@/-]{1,576}$/;

/** Whether this is the ARN of an IAM role, in any partition. */
export function isRoleArn(text: string): boolean {
  return ROLE.test(text);
}

/** The account in a role's ARN, 12 digits; null where it is no role's. */
export function accountOf(roleArn: string): string | null {
  return ROLE.exec(roleArn)?.[1] ?? null;
}
