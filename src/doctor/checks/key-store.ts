import { CACHE_KEY } from '../../cache/open.ts';
import { fromError, ok, skipped, warning } from '../finding.ts';
import type { Check } from '../types.ts';
import { whyStateFails } from './state.ts';

/** A store that cannot be used stops nobody: nothing is kept then, and everything is asked anew. */
export const keyStore: Check = {
  id: 'key-store',
  title: 'Key store',
  about:
    'whether the store that seals what is kept (keychain, file, pass, ...) answers, is locked or gone',
  async run(ctx, facts) {
    const { value } = await facts.config();
    if (!value) return skipped('The config file cannot be read.');
    const kind = value.config.keys;
    if ((kind === 'file' || ctx.sandbox) && whyStateFails(ctx)) {
      return skipped('See the state folder.');
    }
    try {
      const { openKeyStore } = await import('../../keys/open.ts');
      const store = await openKeyStore(ctx, kind);
      const key = await store.get(CACHE_KEY);
      if (key === null) return ok(`${upper(store.label)} answers; no key is in it yet.`);
      if (Buffer.from(key, 'base64').length === 32) return ok(`${upper(store.label)} answers.`);
      return warning(
        `The cache's key in ${store.label} is not one of Sentinel's, so nothing is kept between runs.`,
        'sentinel cache clear',
      );
    } catch (error) {
      const found = fromError('warning', error);
      return { ...found, detail: `${found.detail} Nothing is kept between runs.` };
    }
  },
};

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
