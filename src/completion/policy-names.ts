/** Policies that config.yaml names, found without reading YAML. Pure. */

/** What holds where the file names none. */
const USUAL = 'ssm:/sentinel/policies/{profile}';

/** References as they stand in the text (`ssm:/...`, `file:...`), each once. */
export function policyRefs(config: string): string[] {
  const lines = config.replaceAll(/(^|\s)#.*$/gm, '');
  // A brace that closes none of its own is the YAML's.
  const found =
    lines.match(/(?<=[\s"'[{:,]|^)(?:ssm:\/|file:)(?:[^\s"',\]{}]|\{[^{}]*\})+/gm) ?? [];
  return [...new Set([...found, USUAL])];
}

/** The same by the names of their SSM parameters. */
export function parameterNames(config: string): string[] {
  return policyRefs(config)
    .filter((ref) => ref.startsWith('ssm:'))
    .map((ref) => ref.slice(4));
}
