import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restAction, restReply } from '../../../src/sandbox/sso/routes.ts';
import { openSandbox, send } from '../open.ts';

const PATHS = [
  'POST /client/register',
  'POST /device_authorization',
  'POST /token',
  'GET /federation/credentials',
  'GET /assignment/accounts',
  'GET /assignment/roles',
  'POST /logout',
];
const NAMES = [
  'clientId',
  'clientSecret',
  'clientName',
  'clientType',
  'grantType',
  'scopes',
  'redirectUris',
  'startUrl',
  'code',
  'account_id',
  'role_name',
  'max_result',
  'next_token',
];

test('whatever is sent, the answer is a refusal in JSON and never a failure of ours', async () => {
  const { sandbox } = await openSandbox();
  const { cloud } = sandbox.control;
  const word = fc.oneof(
    fc.constantFrom('public', 'device_code', 'refresh_token', '111122223333', '-1', 'MA'),
    fc.string({ unit: 'binary' }),
  );
  const value = fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.jsonValue());
  fc.assert(
    fc.property(
      fc.constantFrom(...PATHS),
      fc.dictionary(fc.constantFrom(...NAMES), value),
      fc.string({ unit: 'binary' }),
      (route, params, token) => {
        const [method = '', path = ''] = route.split(' ');
        const request = {
          method,
          path,
          query: new URLSearchParams(
            // Not String(): JSON may hold a `toString` that is no function.
            Object.entries(params).map(([name, one]): [string, string] => [
              name,
              typeof one === 'string' ? one : JSON.stringify(one),
            ]),
          ),
          headers: { 'x-amz-sso_bearer_token': token },
          body: Buffer.from(JSON.stringify(params)),
          sourceIp: '127.0.0.1',
        };
        const action = restAction(request);
        if (!action) throw new Error(`no action for ${route}`);
        const answer = restReply(cloud, action, request, sandbox.url);
        expect(answer.status).toBeLessThan(500);
        const said = answer.body === '' ? {} : JSON.parse(answer.body);
        // Only a registration needs nothing that one must have been given before.
        if (action.name !== 'RegisterClient') {
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(said.message ?? said.error).toEqual(expect.any(String));
        }
      },
    ),
  );
});

test('a signed request is never taken for one of the portal', async () => {
  const { sandbox, keysOf } = await openSandbox();
  const answer = await send(sandbox, keysOf('alice'), 's3', { method: 'GET', path: '/start' });
  expect(answer.text).not.toContain('<html');
  const token = await send(sandbox, keysOf('alice'), 'sso-oauth', {
    path: '/token?aws_iam=t',
    body: '{}',
  });
  expect([token.status >= 400, token.text.includes('accessToken')]).toEqual([true, false]);
});
