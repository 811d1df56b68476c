import type { Layer } from '../../config/merge.ts';
import type { Context } from '../../context.ts';
import { shellWord } from '../../gate/quote.ts';
import type { ConfigFacts } from '../facts/config.ts';
import type { Facts } from '../facts.ts';
import { count, ok, problem, together, warning } from '../finding.ts';
import { isOwn, lookAt } from '../look.ts';
import type { Check, Finding, Result } from '../types.ts';

export const configuration: Check = {
  id: 'configuration',
  title: 'Configuration',
  about: 'both config files: whether they pass, contradict each other, or hold a slip',
  async run(ctx, facts) {
    const { value, error } = await facts.config();
    if (error) return broken(error);
    const { config, system, user } = value;
    const layers = [system, user].filter((layer) => layer !== null);
    if (layers.length === 0) {
      return ok(`No config file (${ctx.paths.config}): the defaults hold.`);
    }
    const found = [
      ...(await slips(facts, layers)),
      ...openFiles(ctx, user),
      ...config.unheard.map((what) =>
        warning(what, `sentinel --config ${shellWord(user?.path ?? '')}`),
      ),
    ];
    const files = layers.map(({ path }) => path).join(' and ');
    return together(found, `${files}: ${layers.length > 1 ? 'both pass' : 'it passes'}.`);
  },
};

/** All of its problems, not only the first. */
async function broken(error: NonNullable<Awaited<ReturnType<Facts['config']>>['error']>) {
  const { PolicyError, formatProblem } = await import('../../policy/problems.ts');
  const fix = error.next;
  if (!(error instanceof PolicyError) || error.problems.length < 2) {
    return problem(error.message, ...fix);
  }
  const items = error.problems.map((one) => problem(formatProblem(error.ref, one)));
  const what = `The config file ${error.ref} does not pass: ${count(items.length, 'problem')}.`;
  const result: Result = { ...problem(what, ...fix), items };
  return result;
}

async function slips(facts: Facts, layers: readonly Layer[]): Promise<Finding[]> {
  const [{ lintConfig }, aws] = await Promise.all([import('../../config/lint.ts'), facts.aws()]);
  const around = aws.value ? { profiles: aws.value.set.profiles.map(({ name }) => name) } : {};
  return layers.flatMap((layer) =>
    lintConfig(layer.said, around).map(({ path, message }) => {
      const names = path.map(String);
      const where = `${layer.path}:${layer.place(names).line}`;
      return warning(`${where}: ${names.join('.')}: ${message}.`, `Correct ${where}.`);
    }),
  );
}

/** Who may write to the user's config may send his tokens elsewhere (`endpoints:`). */
function openFiles(ctx: Context, user: ConfigFacts['user']): Finding[] {
  const found = user && lookAt(user.path, true);
  if (!found || ctx.platform === 'win32') return [];
  const path = shellWord(user.path);
  if (!isOwn(found) && found.uid !== 0) {
    const what = `${user.path} belongs to somebody else (uid ${found.uid}), who decides what it says.`;
    return [warning(what, `ls -l ${path}`)];
  }
  if ((found.mode & 0o022) === 0) return [];
  return [warning(`Others may write to ${user.path}.`, `chmod go-w ${path}`)];
}
