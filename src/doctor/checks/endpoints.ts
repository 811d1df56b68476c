import { decideEndpoints } from '../../aws/endpoints.ts';
import { ok, problem, skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const endpoints: Check = {
  id: 'endpoints',
  title: 'Endpoints',
  about:
    'endpoint overrides (AWS_ENDPOINT_URL, endpoint_url, services): which are used, which not and why',
  async run(ctx, facts) {
    if (ctx.sandbox) return ok(`The sandbox: every call goes to ${ctx.sandbox.url}.`);
    const [config, aws] = await Promise.all([facts.config(), facts.aws()]);
    if (!config.value) return skipped('The config file cannot be read.');
    const configured = config.value.config;
    const profiles = aws.value?.profiles ?? [];
    const decided = [
      decideEndpoints(ctx.env, configured),
      ...profiles.map((profile) => decideEndpoints(ctx.env, configured, profile.endpoints)),
    ];
    const used = new Set<string>();
    const ignored = new Map<string, Finding>();
    // Without a profile it is not known whether somebody signs in; the profiles tell.
    for (const one of decided.length > 1 ? decided.slice(1) : decided) {
      for (const [service, url] of Object.entries(one.used)) used.add(`${service} at ${url}`);
      for (const { name, value, why, refused } of one.ignored) {
        const text = `${name} (${value}) is not used: ${why}.`;
        const everywhere = /^AWS_\w+$/.test(name);
        const fix = everywhere ? `unset ${name}` : `Remove ${name}.`;
        if (refused) {
          const stops = everywhere || facts.request.profile !== undefined;
          ignored.set(text, (stops ? problem : warning)(text, fix));
          continue;
        }
        const meant = `Or, where it is meant, list it under endpoints: in ${ctx.paths.config}`;
        ignored.set(text, warning(text, fix, meant));
      }
    }
    const well =
      used.size > 0
        ? `In place of AWS's own addresses: ${[...used].sort().join(', ')}.`
        : "AWS's own addresses.";
    return together([...ignored.values()], well);
  },
};
