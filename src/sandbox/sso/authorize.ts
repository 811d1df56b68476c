/** The authorization code with PKCE (RFC 7636): the browser's page, and the way back to the program. */
import type { Cloud } from '../cloud.ts';
import type { Reply } from '../http/listen.ts';
import type { WireRequest } from '../http/wire.ts';
import { secretWord } from './call.ts';
import { isLoopback } from './clients.ts';
import { messagePage, questionPage } from './html.ts';
import { html } from './page-reply.ts';
import { type Authorization, type Client, drop, find, keep } from './shelf.ts';
import { hintOf } from './start-url.ts';

/** How long the page, and then the code, may wait: milliseconds. */
const LIFE = 600_000;

/** The page that asks; a request that is not sound gets a page that says so, and is sent nowhere. */
export function askAuthorization(cloud: Cloud, request: WireRequest): Reply {
  const asked = (name: string) => request.query.get(name) ?? '';
  const client = find(cloud.store, 'client', asked('client_id'))?.value;
  const problem = client ? wrongWith(client, asked) : 'The client is not registered.';
  if (!client || problem) return html(400, messagePage('Invalid request', problem ?? ''));
  const id = secretWord(cloud, 16);
  const value: Authorization = {
    clientId: client.id,
    formToken: secretWord(cloud, 16),
    hint: hintOf(client.issuerUrl),
    redirectUri: asked('redirect_uri'),
    state: asked('state'),
    challenge: asked('code_challenge'),
  };
  keep(cloud.store, 'authorization', { key: id, value, expiresAt: cloud.now() + LIFE });
  return html(
    200,
    questionPage({
      client: client.name,
      userCode: null,
      people: cloud.world.directory.people,
      hint: value.hint,
      action: '/authorize',
      fields: { id, form_token: value.formToken },
    }),
  );
}

/** Sends the browser back to the program that waits, with a code or with the refusal. */
export function answerAuthorization(cloud: Cloud, form: URLSearchParams): Reply {
  const found = find(cloud.store, 'authorization', form.get('id') ?? '');
  if (!found || cloud.now() >= found.expiresAt) {
    return html(
      404,
      messagePage('Too late', 'Nothing waits for this answer. Start the sign-in again.'),
    );
  }
  const { value } = found;
  if (form.get('form_token') !== value.formToken) {
    return html(403, messagePage('Refused', 'Start the sign-in again and answer on its own page.'));
  }
  const person = form.get('person') ?? '';
  const approved = form.get('decision') === 'approve';
  if (approved && !cloud.world.directory.people.some((one) => one.name === person)) {
    return html(400, messagePage('Who?', 'The sandbox knows nobody by this name.'));
  }
  drop(cloud.store, 'authorization', found.key);
  const back = new URL(value.redirectUri);
  if (approved) {
    const code = secretWord(cloud);
    keep(cloud.store, 'code', {
      key: code,
      value: {
        clientId: value.clientId,
        redirectUri: value.redirectUri,
        challenge: value.challenge,
        person,
      },
      expiresAt: cloud.now() + LIFE,
    });
    back.searchParams.set('code', code);
  } else {
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', 'The person declined the request');
  }
  if (value.state) back.searchParams.set('state', value.state);
  return html(303, messagePage('Going back', 'The program takes over.'), { location: back.href });
}

function wrongWith(client: Client, asked: (name: string) => string): string | null {
  if (asked('response_type') !== 'code') return 'response_type must be code.';
  if (!client.grants?.includes('authorization_code')) {
    return 'The client is not registered for authorization codes.';
  }
  const uri = asked('redirect_uri');
  if (!client.redirectUris.some((one) => samePlace(one, uri))) {
    return 'The redirect_uri is not one that the client registered.';
  }
  if (asked('code_challenge_method') !== 'S256') return 'code_challenge_method must be S256.';
  if (!/^[\w-]{43}$/.test(asked('code_challenge'))) return 'code_challenge is not one of S256.';
  return null;
}

/** The same address but for the port, which a program on this machine picks anew (RFC 8252, 7.3). */
function samePlace(registered: string, asked: string): boolean {
  if (!isLoopback(asked)) return false;
  const [one, other] = [new URL(registered), new URL(asked)];
  return one.hostname === other.hostname && one.pathname === other.pathname;
}
