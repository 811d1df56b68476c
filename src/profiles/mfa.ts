/**
 * The MFA device of a chain. AWS's own tools show it at each AssumeRole that asks; Sentinel shows it once,
 * at the chain's head (GetSessionToken), so that one code serves every profile of the same keys. What a
 * role's trust policy demands (`aws:MultiFactorAuthPresent`) holds either way. Pure.
 */
import type { IniProfile } from '../aws/ini.ts';
import type { AwsFiles } from './files.ts';
import { badSetting } from './problem.ts';
import type { Base, ProfileProblem } from './types.ts';

/** A device and the setting that asks for it. */
export interface Device {
  readonly serial: string;
  readonly profile: string;
  readonly key: string;
  readonly file: string;
}

/** The device that one section of a chain asks for, as a list of one or none. */
export function deviceOf({ name, settings, fileOf }: IniProfile): readonly Device[] {
  const key = ['sentinel_mfa_serial', 'mfa_serial'].find((one) => settings[one] !== undefined);
  if (key === undefined) return [];
  return [{ serial: settings[key] ?? '', profile: name, key, file: fileOf(key) }];
}

interface Judged {
  readonly serial: string | null;
  readonly problem: ProfileProblem | null;
}

/** @param base null where the chain has a problem of its own, which comes first. */
export function judgeDevices(
  name: string,
  devices: readonly Device[],
  base: Base | null,
  files: AwsFiles,
): Judged {
  const [first] = devices;
  if (!first) return { serial: null, problem: null };
  const { serial } = first;
  const no = ({ problem }: { readonly problem: ProfileProblem }): Judged => ({ serial, problem });
  const other = devices.find((one) => one.serial !== serial);
  if (other) {
    return no(
      badSetting(
        `The chain of [${name}] asks for two MFA devices: ${serial} (${place(first)}) and ${other.serial} (${place(other)}).`,
        'Sentinel shows one device, once, to the keys at the head of the chain: keep that one.',
      ),
    );
  }
  // STS API reference, GetSessionToken: SerialNumber.
  if (!/^[\w+=/:,.@-]{9,256}$/.test(serial)) {
    return no(
      badSetting(
        `${place(first)} is not the serial number or ARN of an MFA device: ${serial}.`,
        'It looks like arn:aws:iam::111122223333:mfa/alice.',
      ),
    );
  }
  if (base && !isLongTerm(base, files)) {
    return no(
      badSetting(
        `${place(first)} asks for an MFA code, which AWS takes from the long-term keys of an IAM user alone; the base of [${name}] is ${base.label}.`,
        `Remove ${first.key}: where that base is signed in to, MFA belongs to its own sign-in.`,
        'Or take the keys of an IAM user as the base: --aws-profile NAME',
      ),
    );
  }
  return { serial, problem: null };
}

function place({ profile, key, file }: Device): string {
  return `${key} of [${profile}] in ${file}`;
}

/** Keys with a session token are temporary, and GetSessionToken refuses them. */
function isLongTerm(base: Base, files: AwsFiles): boolean {
  if (base.kind === 'stored') return true;
  if (base.kind === 'environment') return !files.env['AWS_SESSION_TOKEN'];
  if (base.kind !== 'static') return false;
  return !files.profiles.get(base.profile ?? '')?.settings['aws_session_token'];
}
