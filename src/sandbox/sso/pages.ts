/**
 * The pages where a person answers: `/start/device` for a device code, `/authorize` for PKCE. An answer
 * counts only from the page itself: it carries the page's own form token, and the browser's word that it
 * comes from this origin.
 */
import type { Cloud } from '../cloud.ts';
import type { Reply } from '../http/listen.ts';
import type { WireRequest } from '../http/wire.ts';
import { answerAuthorization, askAuthorization } from './authorize.ts';
import { decideDevice, deviceOf } from './device.ts';
import { codePage, messagePage, questionPage } from './html.ts';
import { html } from './page-reply.ts';
import { find } from './shelf.ts';

/** Answers a browser; null where the path is no page. */
export function pageReply(cloud: Cloud, request: WireRequest, url: string): Reply | null {
  const path = request.path.replace(/\/$/, '');
  if (path !== '/start' && path !== '/start/device' && path !== '/authorize') return null;
  if (request.headers['authorization'] !== undefined) return null;
  // Another name that resolves to this machine would give a foreign page our origin.
  if (!ownHosts(url).includes(request.headers['host'] ?? '')) {
    return html(421, messagePage('Not here', `This portal is at ${url}/start only.`));
  }
  if (request.method === 'GET') {
    if (path === '/authorize') return askAuthorization(cloud, request);
    return askDevice(cloud, path === '/start' ? null : request.query.get('user_code'));
  }
  if (request.method !== 'POST' || path === '/start') {
    return html(405, messagePage('Not possible', 'This page takes no such request.'));
  }
  const origin = request.headers['origin'];
  if (origin !== undefined && !ownHosts(url).some((host) => origin === `http://${host}`)) {
    return html(403, messagePage('Refused', 'This answer comes from another site.'));
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  return path === '/authorize' ? answerAuthorization(cloud, form) : answerDevice(cloud, form);
}

function askDevice(cloud: Cloud, userCode: string | null): Reply {
  if (!userCode) return html(200, codePage(null));
  const device = deviceOf(cloud, userCode);
  if (device?.value.state !== 'pending') return html(404, codePage(UNKNOWN));
  return html(
    200,
    questionPage({
      client: find(cloud.store, 'client', device.value.clientId)?.value.name ?? '?',
      userCode: device.value.userCode,
      people: cloud.world.directory.people,
      hint: device.value.hint,
      action: '/start/device',
      fields: { user_code: device.value.userCode, form_token: device.value.formToken },
    }),
  );
}

function answerDevice(cloud: Cloud, form: URLSearchParams): Reply {
  const userCode = form.get('user_code') ?? '';
  const device = deviceOf(cloud, userCode);
  if (device?.value.state !== 'pending') return html(404, codePage(UNKNOWN));
  if (form.get('form_token') !== device.value.formToken) {
    return html(403, messagePage('Refused', 'Open the page again and answer there.'));
  }
  const person = form.get('person') ?? '';
  if (form.get('decision') !== 'approve') {
    decideDevice(cloud, userCode, null);
    return html(200, messagePage('Denied', 'The request was denied. You can close this window.'));
  }
  if (!cloud.world.directory.people.some((one) => one.name === person)) {
    return html(400, messagePage('Who?', 'The sandbox knows nobody by this name.'));
  }
  decideDevice(cloud, userCode, person);
  return html(
    200,
    messagePage(
      'Approved',
      'You are signed in. You can close this window and go on in your terminal.',
    ),
  );
}

const UNKNOWN = 'Nothing waits for this code. It may be mistyped, used already or over.';

function ownHosts(url: string): string[] {
  const port = url.slice(url.lastIndexOf(':') + 1);
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}
