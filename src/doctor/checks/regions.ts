import type { Reached, RegionFact } from '../facts/regions.ts';
import type { Facts } from '../facts.ts';
import { named, problem, skipped, together, warning } from '../finding.ts';
import type { Check, Finding } from '../types.ts';

export const regions: Check = {
  id: 'regions',
  title: 'AWS regions',
  about:
    'whether STS and SSM answer in each region, and how quickly (asked with keys that nobody has)',
  async run(_, facts) {
    const { byProfile, general, without } = await facts.regions();
    if (byProfile.size + general.length + without.length === 0) {
      return skipped('No profile says which regions to call.');
    }
    const probes = await facts.probes();
    const unsent = probes.flatMap(({ services }) => services).find(({ error }) => error);
    if (unsent?.error) return skipped(`Nothing can be sent: ${unsent.error.message}`);
    const found = [
      ...noRegion(facts, byProfile, without),
      ...silent([...byProfile.values(), general], probes),
    ];
    return together(found, `${probes.map(shown).join('; ')}.`);
  },
};

type ByProfile = Awaited<ReturnType<Facts['regions']>>['byProfile'];
type Without = Awaited<ReturnType<Facts['regions']>>['without'];

function noRegion({ request }: Facts, byProfile: ByProfile, without: Without): Finding[] {
  const [first] = without;
  if (!first) return [];
  const stops = request.profile !== undefined || byProfile.size === 0;
  const names = named(without.map(({ profile }) => profile));
  const said = `${first.error.message} (${names})`;
  return [(stops ? problem : warning)(said, ...first.error.next)];
}

/** A service that is silent in one region is the next one's to answer for. */
function silent(all: readonly (readonly string[])[], probes: readonly RegionFact[]): Finding[] {
  const answers = (service: Reached['service'], region: string) =>
    probes
      .find((one) => one.region === region)
      ?.services.some((one) => one.service === service && one.code === null) ?? true;
  const lists = all.filter((list) => list.length > 0);
  const cut = lists.filter((list) =>
    (['sts', 'ssm'] as const).some((service) => !list.some((region) => answers(service, region))),
  );
  const stops = lists.length > 0 && cut.length === lists.length;
  return probes.flatMap(({ region, services }) =>
    services
      .filter(({ code }) => code !== null)
      .map((one) => {
        const what = one.strange
          ? `Something answers in place of AWS ${one.service} in ${region} (${one.code}).`
          : `AWS ${one.service} in ${region} does not answer (${one.code}).`;
        const fix = one.strange
          ? 'Look for a sign-in page of the network, or a proxy that needs one.'
          : 'Check the network (VPN, proxy, firewall), then: sentinel doctor';
        return (stops ? problem : warning)(what, fix);
      }),
  );
}

function shown({ region, services }: RegionFact): string {
  return `${region} ${services.map((one) => `${one.service} ${one.milliseconds} ms`).join(', ')}`;
}
