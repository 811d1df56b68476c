/** The IAM Identity Center portal over the AWS SDK. Loaded by the factory when it is first asked for. */
import {
  GetRoleCredentialsCommand,
  LogoutCommand,
  type RoleCredentials,
  SSOClient,
} from '@aws-sdk/client-sso';
import { LAST_SECOND, textIn, wholeIn } from './answer-parts.ts';
import type { AwsCredentials, SsoPortal } from './api.ts';
import { incomplete } from './aws-error.ts';
import { bearerCall, unsigned } from './bearer.ts';
import type { Transport } from './transport.ts';

/** A client in the region of the sign-in, which need not be that of the work. */
export function makeSsoPortal(region: string, link: Transport): SsoPortal {
  const client = new SSOClient(link.settings('sso', unsigned(region)));
  const call = (action: string, accessToken: string, signal: AbortSignal | undefined) =>
    ({ service: 'sso', action, region, link, signal, secrets: [accessToken] }) as const;
  return {
    getRoleCredentials: ({ accessToken, account, role }, signal) =>
      bearerCall(client, call('GetRoleCredentials', accessToken, signal), async (send) => {
        const command = new GetRoleCredentialsCommand({
          accessToken,
          accountId: account,
          roleName: role,
        });
        const out = await send(command);
        return complete(out.roleCredentials);
      }),
    logout: (accessToken, signal) =>
      bearerCall(client, call('Logout', accessToken, signal), async (send) => {
        const command = new LogoutCommand({ accessToken });
        await send(command);
        return null;
      }),
  };
}

/** The portal tells the end in milliseconds, unlike every other service. */
function complete(keys: RoleCredentials | undefined): AwsCredentials & { expiration: number } {
  const [accessKeyId, secretAccessKey] = [textIn(keys?.accessKeyId), textIn(keys?.secretAccessKey)];
  const sessionToken = textIn(keys?.sessionToken);
  const expiration = wholeIn(keys?.expiration, 1, LAST_SECOND * 1000);
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) {
    throw incomplete('sso', 'GetRoleCredentials');
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}
