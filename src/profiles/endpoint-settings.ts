/** What the AWS files say of endpoints for a profile. Whether any of it is used: aws/endpoints.ts. Pure. */
import type { ProfileEndpoints } from '../aws/endpoints.ts';
import type { AwsFiles } from './files.ts';
import type { Base } from './types.ts';

/** `endpoint_url`, `services` and `ignore_configured_endpoint_urls` of the profile's own section. */
export function endpointsOf(name: string, base: Base | null, files: AwsFiles): ProfileEndpoints {
  const settings = files.profiles.get(name)?.settings ?? {};
  const section = settings['services'] ?? null;
  const keys = Object.entries((section !== null && files.services.get(section)) || {});
  const services = keys.flatMap(([key, url]) => {
    const service = /^(\w+)\.endpoint_url$/.exec(key)?.[1];
    return service === undefined ? [] : [[service.toLowerCase(), url] as const];
  });
  return {
    profile: name,
    endpointUrl: settings['endpoint_url'] ?? null,
    section,
    services: Object.fromEntries(services),
    ignored: settings['ignore_configured_endpoint_urls']?.toLowerCase() === 'true',
    signsIn: base?.kind === 'sso',
    ...(base?.kind === 'sso' && { startUrl: base.start.startUrl }),
    ...(base?.kind === 'web_identity' && { webIdentity: true }),
  };
}
