/**
 * The services the sandbox speaks for. To add one: write its folder or file, a {@link Service} with
 * its actions, and name it here; SSO, SNS and Vault have their place beside these.
 */
import type { Service } from '../cloud.ts';
import { ssm } from '../ssm/service.ts';
import { sts } from '../sts/service.ts';
import { cloudtrail } from '../trail/service.ts';
import { ec2 } from './ec2.ts';
import { iam } from './iam.ts';
import { rds } from './rds.ts';
import { s3 } from './s3.ts';

export const SERVICES: readonly Service[] = [sts, ssm, cloudtrail, iam, s3, ec2, rds];

/** The service a request is signed for; null for one the sandbox does not have. */
export function serviceNamed(name: string): Service | null {
  return SERVICES.find((one) => one.name === name) ?? null;
}
