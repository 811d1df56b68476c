/** Where SSM answers in a region. Pure. */

/** Partitions whose endpoints all have this form; of newer ones the SDK's own rules know more. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^cn-[a-z]+-\d$/, 'amazonaws.com.cn'],
  [/^(?:us-gov|af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d$/, 'amazonaws.com'],
];

/** The endpoint of AWS itself; null where the SDK must be asked (another partition, FIPS, dual stack). */
export function ssmEndpoint(
  region: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const special = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'];
  if (special.some((name) => env[name] === 'true')) return null;
  const suffix = SUFFIXES.find(([form]) => form.test(region))?.[1];
  return suffix === undefined ? null : `https://ssm.${region}.${suffix}/`;
}
