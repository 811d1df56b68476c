/** Which texts in a home are the sandbox's own, so that a newer story replaces those and no others. */
import type { Store } from './store.ts';

/** Notes that `text` was written as `key` by us. */
export function noteSeeded(store: Store, key: string, text: string): void {
  store.set(`seeded ${key}`, sha256(text));
}

/** Whether `text` is what we wrote there last. */
export function isSeeded(store: Store, key: string, text: string): boolean {
  const noted = store.get(`seeded ${key}`);
  const found = sha256(text);
  return noted === null ? FIRST_STORY.has(found) : noted === found;
}

/** What the builds wrote that kept no notes: the people's config files and the policies. */
const FIRST_STORY = new Set([
  '2b5b9c8e3f5dad6f210da403ff91184055f329967cb214eccf053bfeb30551b9',
  '40e9d6e34522f436a7650031a9baf519156c4db78aeaa515390c02149aa2908e',
  'ea16bf475994e7b28e63a7fa3069d10f98e158b70c671d3b42441037ec43dade',
  'bf1cff0ee7b780802e75b24f7c64a4dd2276ea3f0d56f1ccb987158f6ab2de38',
  '182d65c415127866495a9560700b099cfd80188075cb1fdf3ea62008d81b37bc',
  '6610b9ee4788ae1dc39728c800291bee5556cb37cf7d666397848e5ad740ea88',
  'f211368194f1844fe550a5d0c502d6374a342200984da0fd0271f11955dc1e52',
  'ed8ac278631c2eac3f8ce5e9bbbdeb1365e99cf3aab9367759ae5f3acacb0226',
]);

function sha256(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex');
}
