import type { Context } from '../context.ts';
import type { SsoStart, SsoToken } from '../sso/types.ts';
import { jsonText } from '../terminal/json-text.ts';
import { interruptible } from './interrupts.ts';
import { SIGN_IN_FLAGS, signInWorld, startFor } from './sso-start.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Signs in to IAM Identity Center; the AWS CLI and SDKs use the token too. */
export const command: CommandSpec = {
  name: 'login',
  summary: 'sign in to IAM Identity Center (SSO); the AWS CLI and SDKs share it',
  flags: {
    ...SIGN_IN_FLAGS,
    'device-code': {
      type: 'boolean',
      summary:
        'with a code that any machine can approve, also where a browser could be opened here',
    },
    'no-browser': { type: 'boolean', summary: 'open no browser; print the address' },
    json: { type: 'boolean', summary: 'print what was signed in to, and until when, as JSON' },
  },
  examples: ['sentinel login --sso-session corp', 'sentinel login --profile dev --device-code'],
  exitCodes: [0, 1, 2, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const start = await startFor(ctx, args, 'login');
  const world = await signInWorld(ctx, args, start);
  const { signInTalking } = await import('./sign-in-talk.ts');
  const token = await interruptible((signal) =>
    signInTalking(world, start, {
      signal,
      flow: args.flags['device-code'] === true ? 'device' : 'auto',
      browser: args.flags['no-browser'] !== true,
    }),
  );
  if (args.flags['json']) ctx.stdio.stdout.write(`${jsonText(asJson(start, token), 2)}\n`);
  return 0;
}

function asJson(start: SsoStart, token: SsoToken) {
  return {
    sso_session: start.session,
    start_url: start.startUrl,
    region: start.region,
    expires_at: new Date(token.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    refreshable: token.refreshToken !== undefined,
  };
}
