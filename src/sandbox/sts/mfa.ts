/** MFA as STS takes it: a serial number and six digits, each code once. */
import { type Call, type Cloud, text } from '../cloud.ts';
import { AwsFault, constraint } from '../fault.ts';
import type { IamUser } from '../world.ts';
import { STEP, stepAt, stepOf, totp } from './totp.ts';

/**
 * Checks SerialNumber and TokenCode where they were sent. Only a user's long-term keys can show MFA.
 * @returns whether MFA was shown. @throws AwsFault AccessDenied for a wrong device or code.
 */
export function checkMfa(call: Call): boolean {
  const serial = text(call, 'SerialNumber');
  const code = text(call, 'TokenCode');
  if (serial === undefined && code === undefined) return false;
  if (code !== undefined) checkForm(code);
  if (serial === undefined || code === undefined) {
    throw failed(', must provide both MFA serial number and one time pass code.');
  }
  const device = call.caller.temporary ? undefined : deviceOf(call.cloud, call.caller.userName);
  if (device?.serial !== serial) {
    throw failed(
      ', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  const step = stepOf(device.seed, code, call.now, usedStep(call.cloud, serial));
  if (step === null) throw failed(' with invalid MFA one time pass code. ');
  call.cloud.store.set(noteOf(serial), String(step));
  return true;
}

/**
 * What a person reads off the device: the code of now, or the first one after those already used (AWS takes
 * a code one step early). @returns null for a person without a device.
 */
export function codeNow(
  cloud: Cloud,
  person: string,
): { readonly code: string; readonly secondsLeft: number } | null {
  const device = deviceOf(cloud, person);
  if (!device) return null;
  const now = cloud.now();
  const used = usedStep(cloud, device.serial);
  const step = used !== null && used >= stepAt(now) ? used + 1 : stepAt(now);
  const code = totp(device.seed, step);
  return { code, secondsLeft: Math.ceil(((step + 1) * STEP - now) / 1000) };
}

function deviceOf(cloud: Cloud, person: string | undefined): IamUser['mfa'] {
  const users = cloud.world.accounts.flatMap((account) => account.users);
  return users.find((user) => user.name === person)?.mfa;
}

function checkForm(code: string): void {
  if (!/^\d*$/.test(code)) {
    throw constraint(code, 'tokenCode', 'satisfy regular expression pattern: [\\d]*');
  }
  if (code.length < 6)
    throw constraint(code, 'tokenCode', 'have length greater than or equal to 6');
  if (code.length > 6) throw constraint(code, 'tokenCode', 'have length less than or equal to 6');
}

const failed = (text: string) =>
  new AwsFault('AccessDenied', `MultiFactorAuthentication failed${text}`, 403);

const noteOf = (serial: string) => `mfa-used ${serial}`;

function usedStep(cloud: Cloud, serial: string): number | null {
  const noted = cloud.store.get(noteOf(serial));
  return noted === null ? null : Number(noted);
}
