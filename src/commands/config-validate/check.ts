import { configFile } from '../../config/schema.ts';
import { lint, type Surroundings } from '../../policy/lint/lint.ts';
import { type Checked, checkStrict } from '../../policy/parse.ts';
import type { Problem } from '../../policy/problems.ts';
import { accessPolicy } from '../../policy/schema/access.ts';
import { breakglassPolicy } from '../../policy/schema/breakglass.ts';
import type { Node } from '../../policy/yaml/nodes.ts';
import { type Kind, kindOf } from './kind.ts';

/** One file's result. */
export interface Report {
  readonly path: string;
  readonly kind: Kind | 'approvals' | 'ratelimits' | null;
  readonly problems: readonly (Problem & { readonly severity: 'error' | 'warning' })[];
}

/**
 * Checks one text with the very readers that load it, then looks for slips.
 * @param kind null: told by its keys.
 */
export async function check(
  path: string,
  text: string,
  kind: Kind | null,
  around: Surroundings,
): Promise<Report> {
  const seen = kind ?? (await detect(text));
  switch (seen) {
    case 'access': {
      const checked = await checkStrict(text, accessPolicy);
      const warnings = checked.value ? lint(checked.value, around) : [];
      return report(path, seen, checked, warnings);
    }
    case 'breakglass':
      return report(path, seen, await checkStrict(text, breakglassPolicy), []);
    case 'config':
      return report(path, seen, await checkStrict(text, configFile), []);
    case null: // not even YAML: any reader says so
      return report(path, null, await checkStrict(text, accessPolicy), []);
    default: {
      const message = `looks like a policy for ${seen}, which this version does not check; say --kind if it is another`;
      return { path, kind: seen, problems: [{ line: 1, column: 1, message, severity: 'error' }] };
    }
  }
}

/** A file that could not be read. */
export function unreadable(path: string, why: string): Report {
  return { path, kind: null, problems: [{ line: 1, column: 1, message: why, severity: 'error' }] };
}

async function detect(text: string): Promise<Report['kind']> {
  const { value } = await checkStrict<Node>(text, (node) => node);
  return value && kindOf(value);
}

function report(
  path: string,
  kind: Report['kind'],
  checked: Checked<unknown>,
  warnings: ReturnType<typeof lint>,
): Report {
  return {
    path,
    kind,
    problems: [
      ...checked.problems.map((problem) => ({ ...problem, severity: 'error' as const })),
      ...warnings
        .map(({ path: at, message }) => ({
          ...checked.place(at),
          message,
          severity: 'warning' as const,
        }))
        .sort((a, b) => a.line - b.line || a.column - b.column),
    ],
  };
}
