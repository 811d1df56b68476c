/** What tests move in a running sandbox; the control door does the same over HTTP. */
import type { Cloud } from './cloud.ts';
import type { Board } from './faults/board.ts';
import type { Fault } from './faults/kinds.ts';
import { putPolicy } from './seed-parameters.ts';
import { NEW_KEY_DELAY_KEY } from './services/access-keys.ts';
import { decideDevice, hintedPerson } from './sso/device.ts';
import { TOKEN_LIFE_KEY } from './sso/tokens.ts';
import { REGIONS } from './story/accounts.ts';
import { codeNow } from './sts/mfa.ts';

export interface SandboxControl {
  /** AWS's time becomes the machine's plus this many milliseconds. */
  setClockOffset(milliseconds: number): void;
  /** Cuts every connection for this service (`ssm`, `sts`...) while false. */
  setReachable(service: string, reachable: boolean): void;
  /** Makes calls go wrong, for so many times or until cleared. */
  setFault(fault: Fault): void;
  /** Ends all faults; `setReachable` and the clock stay as they are. */
  clearFaults(): void;
  faults(): readonly Fault[];
  /** Calls that came since the start or the last clearing, by `sts:AssumeRole`. */
  calls(): Readonly<Record<string, number>>;
  clearCalls(): void;
  /** Puts a parameter's next version into every region, past IAM: for a test's own policy. */
  putParameter(name: string, value: string): void;
  /**
   * Answers for a person at the portal's page. @param person default: whose files the sign-in came from.
   * @returns false where no device waits for this code, or nobody has this name.
   */
  approveSignIn(userCode: string, person?: string): boolean;
  denySignIn(userCode: string): boolean;
  /** How long access tokens given from now on live, seconds; default: eight hours. */
  setTokenLife(seconds: number): void;
  /** How long an access key made from now on is not taken yet, milliseconds; default: three seconds. */
  setNewKeyDelay(milliseconds: number): void;
  /** What a person reads off the MFA device: a code that will be taken; null for nobody of that name. */
  mfaCode(person: string): { readonly code: string; readonly secondsLeft: number } | null;
  /** How many programs hold it open. */
  leases(): number;
  readonly cloud: Cloud;
}

/** The part that works on the services; the clock and the leases are the server's own. */
export function controlOf(
  cloud: Cloud,
  board: Board,
): Omit<SandboxControl, 'setClockOffset' | 'setReachable' | 'leases'> {
  const { store } = cloud;
  return {
    setFault: board.set,
    clearFaults: board.clear,
    faults: board.list,
    calls: board.calls,
    clearCalls: board.clearCalls,
    putParameter(name, value) {
      for (const region of REGIONS) putPolicy(store, region, name, value, cloud.now());
    },
    approveSignIn(userCode, person) {
      const who = person ?? hintedPerson(cloud, userCode);
      if (!cloud.world.directory.people.some((one) => one.name === who)) return false;
      return decideDevice(cloud, userCode, who);
    },
    denySignIn: (userCode) => decideDevice(cloud, userCode, null),
    setTokenLife: (seconds) => store.set(TOKEN_LIFE_KEY, String(seconds)),
    setNewKeyDelay: (milliseconds) => store.set(NEW_KEY_DELAY_KEY, String(milliseconds)),
    mfaCode: (person) => codeNow(cloud, person),
    cloud,
  };
}
