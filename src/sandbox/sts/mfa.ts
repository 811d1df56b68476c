import { type Call, text } from '../cloud.ts';
import { AwsFault, constraint } from '../fault.ts';
import { totpMatches } from './totp.ts';

/**
 * Checks SerialNumber and TokenCode where they were sent.
 * @returns whether MFA was shown. @throws AwsFault AccessDenied for a wrong device or code.
 */
export function checkMfa(call: Call): boolean {
  const serial = text(call, 'SerialNumber');
  const code = text(call, 'TokenCode');
  if (serial === undefined && code === undefined) return false;
  if (code !== undefined && !/^\d{6}$/.test(code)) {
    throw constraint(code, 'tokenCode', 'satisfy regular expression pattern: [\\d]*');
  }
  const account = call.cloud.world.accounts.find((one) => one.id === call.caller.account);
  const device = account?.users.find((one) => one.name === call.caller.userName)?.mfa;
  if (!device || device.serial !== serial) {
    throw new AwsFault(
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      403,
    );
  }
  if (code === undefined || !totpMatches(device.seed, code, call.now)) {
    throw new AwsFault(
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      403,
    );
  }
  return true;
}
