import type { LogOptions } from './log.ts';

/**
 * The decision log's further sinks, from the config file's `log:` (`stderr` or paths) and from what the
 * command line adds (`--log-file`, `--log-stderr`). A path named twice gets each line once.
 */
export function sinkOptions(
  configured: readonly string[],
  asked: { readonly files?: readonly string[]; readonly stderr?: boolean } = {},
): Required<Pick<LogOptions, 'extraSinks' | 'stderr'>> {
  const files = [...(asked.files ?? []), ...configured.filter((sink) => sink !== 'stderr')];
  return {
    extraSinks: [...new Set(files)],
    stderr: asked.stderr === true || configured.includes('stderr'),
  };
}
