/** A person, and a program, at the sandbox's portal. */
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { type Keys, REGION } from '../open.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What a program does with the official clients, up to an access token. */
export function portal(sandbox: Sandbox) {
  const about = { endpoint: sandbox.url, region: REGION, maxAttempts: 1 };
  const oidc = new SSOOIDCClient(about);
  const sso = new SSOClient(about);
  const register = async (more: { scopes?: string[]; grantTypes?: string[] } = {}) => {
    const answer = await oidc.send(
      new RegisterClientCommand({
        clientName: 'test',
        clientType: 'public',
        scopes: ['sso:account:access'],
        ...more,
      }),
    );
    return { clientId: answer.clientId ?? '', clientSecret: answer.clientSecret ?? '' };
  };
  const device = (client: { clientId: string; clientSecret: string }, person = 'alice') =>
    oidc.send(
      new StartDeviceAuthorizationCommand({
        ...client,
        startUrl: `${sandbox.url}/start?as=${person}`,
      }),
    );
  const token = (
    client: { clientId: string; clientSecret: string },
    grant: { deviceCode?: string | undefined; refreshToken?: string | undefined },
  ) =>
    oidc.send(
      new CreateTokenCommand({
        ...client,
        grantType: grant.refreshToken === undefined ? DEVICE_GRANT : 'refresh_token',
        ...grant,
      }),
    );
  const signIn = async (person = 'alice') => {
    const client = await register();
    const { deviceCode, userCode } = await device(client, person);
    sandbox.control.approveSignIn(userCode ?? '');
    const given = await token(client, { deviceCode });
    return { client, accessToken: given.accessToken ?? '', refreshToken: given.refreshToken ?? '' };
  };
  const roleKeys = async (
    accessToken: string,
    accountId = '111122223333',
    roleName = 'Engineer',
  ): Promise<Keys> => {
    const { roleCredentials } = await sso.send(
      new GetRoleCredentialsCommand({ accessToken, accountId, roleName }),
    );
    return {
      accessKeyId: roleCredentials?.accessKeyId ?? '',
      secretAccessKey: roleCredentials?.secretAccessKey ?? '',
      sessionToken: roleCredentials?.sessionToken ?? '',
    };
  };
  return { oidc, sso, register, device, token, signIn, roleKeys };
}

/** Opens a page of the portal as a browser does and presses a button in its form. */
export async function answerPage(
  url: string,
  decision: 'approve' | 'deny',
  change: {
    readonly person?: string;
    readonly fields?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  const page = await (await fetch(url)).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? '';
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)">/g,
  )) {
    fields.set(name, value);
  }
  const checked = /name="person" value="([^"]+)" checked/.exec(page)?.[1] ?? '';
  fields.set('person', change.person ?? checked);
  fields.set('decision', decision);
  for (const [name, value] of Object.entries(change.fields ?? {})) fields.set(name, value);
  return fetch(new URL(action, url), {
    method: 'POST',
    body: fields,
    redirect: 'manual',
    headers: { origin: new URL(url).origin, ...change.headers },
  });
}
