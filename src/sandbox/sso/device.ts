/** StartDeviceAuthorization: a code for a person to approve at the portal's page. */
import type { Cloud } from '../cloud.ts';
import { AwsFault } from '../fault.ts';
import { needed, type RestAction, secretWord } from './call.ts';
import { clientOf, DEVICE_GRANT, mayUse } from './clients.ts';
import { type Device, find, type Kept, keep } from './shelf.ts';
import { hintOf, isStartUrl } from './start-url.ts';

/** A device code lives ten minutes and may be asked about every second, as AWS's. */
const LIFE = 600;
export const INTERVAL = 1;

export const startDeviceAuthorization: RestAction = {
  service: 'sso-oidc',
  name: 'StartDeviceAuthorization',
  readOnly: false,
  run(call) {
    const client = clientOf(call);
    mayUse(client, DEVICE_GRANT);
    const startUrl = needed(call, 'startUrl');
    if (!isStartUrl(startUrl)) {
      throw new AwsFault('InvalidRequestException', 'Invalid start url provided');
    }
    const deviceCode = secretWord(call.cloud);
    const userCode = newUserCode(call.cloud);
    const expiresAt = call.now + LIFE * 1000;
    const value: Device = {
      clientId: client.id,
      formToken: secretWord(call.cloud, 16),
      hint: hintOf(startUrl),
      userCode,
      state: 'pending',
      person: null,
      polledAt: null,
    };
    keep(call.cloud.store, 'device', { key: deviceCode, value, expiresAt });
    keep(call.cloud.store, 'user-code', { key: userCode, value: { deviceCode }, expiresAt });
    const verificationUri = `${call.url}/start/device`;
    return {
      deviceCode,
      userCode,
      verificationUri,
      verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
      expiresIn: LIFE,
      interval: INTERVAL,
    };
  },
};

/** The device that waits behind the code people read; null for none, or one whose time is over. */
export function deviceOf(cloud: Cloud, userCode: string): Kept<Device> | null {
  const code = find(cloud.store, 'user-code', tidy(userCode));
  const device = code && find(cloud.store, 'device', code.value.deviceCode);
  return device && cloud.now() < device.expiresAt ? device : null;
}

/** What the person at the page, or a test, decided. @returns false where nothing waited for it. */
export function decideDevice(cloud: Cloud, userCode: string, person: string | null): boolean {
  const device = deviceOf(cloud, userCode);
  if (device?.value.state !== 'pending') return false;
  const state = person === null ? 'denied' : 'approved';
  keep(cloud.store, 'device', { ...device, value: { ...device.value, state, person } });
  return true;
}

/** Whose files the sign-in came from; the story's first person where they do not say. */
export function hintedPerson(cloud: Cloud, userCode: string): string {
  const { people } = cloud.world.directory;
  const hint = deviceOf(cloud, userCode)?.value.hint;
  return people.find((one) => one.name === hint)?.name ?? people[0]?.name ?? '';
}

/** No vowels, so that no words come about: `BCDF-GHJK`. */
function newUserCode(cloud: Cloud): string {
  const letters = [...cloud.random(8)].map((byte) => 'BCDFGHJKLMNPQRSTVWXZ'[byte % 20]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** As a person may type it: small letters, without the dash. */
function tidy(userCode: string): string {
  const letters = userCode.toUpperCase().replace(/[^A-Z]/g, '');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
