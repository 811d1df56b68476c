import type { Context } from '../../context.ts';
import { SKEW_WORTH_TELLING, skewNotice } from '../../gate/aws-time.ts';
import { ok, skipped, warning } from '../finding.ts';
import type { Check } from '../types.ts';

export const clock: Check = {
  id: 'clock',
  title: 'Clock',
  about: "this machine's clock against AWS's",
  async run(ctx, facts) {
    const probes = await facts.probes();
    const skews = probes
      .flatMap(({ services }) => services)
      .flatMap(({ skew }) => (skew === null ? [] : [skew]));
    if (skews.length === 0) return skipped('No answer of AWS has told its time.');
    // An answer's date is late by its way: the nearest tells most.
    const skew = skews.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
    const notice = skewNotice(skew);
    if (notice) return warning(notice, ...setRight(ctx));
    return ok(`Within ${SKEW_WORTH_TELLING / 60_000} min of AWS's (${Math.round(skew / 1000)} s).`);
  },
};

function setRight({ platform }: Context): string[] {
  if (platform === 'darwin') return ['sudo sntp -sS time.apple.com'];
  if (platform === 'win32') return ['w32tm /resync'];
  return ['sudo timedatectl set-ntp true'];
}
