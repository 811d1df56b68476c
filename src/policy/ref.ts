/** What is wrong with a reference, or null; for config files, where it is a problem with a place. */
export function refProblem(ref: string): string | null {
  if (/^file:./.test(ref)) return null;
  if (!ref.startsWith('ssm:')) return 'must begin with ssm: or file:';
  const name = ref.slice(4).replaceAll('{profile}', 'p');
  return /^\/[A-Za-z0-9_.\-/]+$/.test(name)
    ? null
    : 'is not a parameter name; it begins with / and holds A-Z a-z 0-9 _ . - /';
}
