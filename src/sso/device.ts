/** Sign-in by device code (RFC 8628): the person approves a code on any machine, and we ask until then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type OidcToken } from '../aws/api.ts';
import { type Attempt, ended } from './attempt.ts';
import { openBrowser, webPage } from './browser.ts';

/** RFC 8628, 3.5: what `slow_down` adds to the interval. */
const SLOW_DOWN_SECONDS = 5;

/**
 * Tells the address and the code, then polls.
 * @throws AwsError with AWS's refusal; SentinelError `not_signed_in` where the code has ended.
 */
export async function signInByDevice(attempt: Attempt): Promise<OidcToken> {
  const { ctx, start, oidc, client, options } = attempt;
  const { signal } = options;
  const { value: device } = await oidc.startDeviceAuthorization(client, start.startUrl, signal);
  const url = webPage(device.verificationUriComplete);
  const expiresAt = ctx.clock.now() + device.expiresIn * 1000;
  const opened = options.browser !== false && (await openBrowser(ctx, url));
  options.tell({ flow: 'device', url, userCode: device.userCode, expiresAt, opened });
  let interval = Math.max(1, device.interval);
  for (;;) {
    // Not beyond the code's own end, when it is asked for once more.
    const left = Math.max(1, Math.ceil((expiresAt - ctx.clock.now()) / 1000));
    await (options.pause ?? pause)(Math.min(interval, left), signal);
    try {
      const { deviceCode } = device;
      return (await oidc.createToken(client, { type: 'device_code', deviceCode }, signal)).value;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'SlowDownException') interval += SLOW_DOWN_SECONDS;
      // A gap in the network in the minutes that a person takes is no reason to begin again.
      else if (error.code !== 'AuthorizationPendingException' && !error.unreachable) throw error;
    }
    if (ctx.clock.now() >= expiresAt) throw ended(start, 'was not approved in time');
  }
}

async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, signal && { signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
