import { valueText } from '../../config/fixed.ts';
import { configPath, loadLayers } from '../../config/load.ts';
import { mergeLayers } from '../../config/merge.ts';
import { type Origin, type Setting, settingsOf } from '../../config/origins.ts';
import type { Config } from '../../config/types.ts';
import type { Context } from '../../context.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { visible } from '../../terminal/sanitise.ts';
import type { ParsedArgs } from '../types.ts';
import { overridesOf } from './overrides.ts';
import { withoutSecrets } from './secrets.ts';

/** One of the files, and why it is the one. */
interface FileFact {
  readonly path: string;
  readonly present: boolean;
  readonly named: string | null;
}

interface Shown {
  readonly files: { readonly system: FileFact | null; readonly user: FileFact };
  readonly settings: readonly Setting[];
  readonly endpoints: {
    readonly used: Readonly<Record<string, string>>;
    readonly ignored: readonly {
      readonly name: string;
      readonly value: string;
      readonly why: string;
    }[];
  };
  /** What stands between this machine and AWS, as the environment says; null: nothing. */
  readonly proxy: string | null;
  readonly ca_bundle: string | null;
  readonly notes: readonly string[];
}

/** Prints the settings in force. */
export async function show(ctx: Context, args: ParsedArgs): Promise<number> {
  const flag = args.flags['config'];
  const flagPath = typeof flag === 'string' ? flag : undefined;
  const { system, user } = await loadLayers(ctx, flagPath);
  const config = mergeLayers(system, user);
  const over = overridesOf(ctx, config, args);
  const settings = settingsOf(system, user, over).map((one) => ({
    ...one,
    value: withoutSecrets(one.key, one.value),
  }));
  const shown: Shown = {
    files: {
      system: ctx.paths.systemConfig
        ? { path: ctx.paths.systemConfig, present: system !== null, named: null }
        : null,
      user: {
        path: configPath(ctx, flagPath).path,
        present: user !== null,
        named: namedBy(ctx, flagPath),
      },
    },
    settings,
    endpoints: await endpointsOf(ctx, config),
    ...channelFacts(ctx),
    notes: [...config.unheard, ...notesOf(config)],
  };
  if (args.flags['json']) ctx.stdio.stdout.write(`${jsonText(asJson(shown), 2)}\n`);
  else for (const line of lines(shown)) ctx.stdio.stdout.write(`${visible(line)}\n`);
  return 0;
}

function namedBy(ctx: Context, flagPath: string | undefined): string | null {
  if (flagPath) return '--config';
  return ctx.env['SENTINEL_CONFIG'] ? 'SENTINEL_CONFIG' : null;
}

/** The overrides of the environment, as the gate decides on them. */
async function endpointsOf(ctx: Context, config: Config): Promise<Shown['endpoints']> {
  if (ctx.sandbox) return { used: { all: ctx.sandbox.url }, ignored: [] };
  const { decideEndpoints } = await import('../../aws/endpoints.ts');
  const { used, ignored } = decideEndpoints(ctx.env, config);
  return { used: withoutSecrets('endpoints', used) as Record<string, string>, ignored };
}

function channelFacts(ctx: Context): Pick<Shown, 'proxy' | 'ca_bundle'> {
  const { proxy = null, certificates = null } = ctx.sandbox ? {} : ctx.aws.channel();
  return { proxy, ca_bundle: certificates };
}

function notesOf(config: Config): string[] {
  const notes: string[] = [];
  if (config.ledger === 'sqlite') {
    notes.push(
      'ledger: sqlite is a file on this machine: a record, not a control. It satisfies require_approval, rate limits and require_server_session only where the policy says ledger: local.',
    );
  }
  if (config.breakglass === undefined) notes.push('breakglass is not set: break-glass is off.');
  return notes;
}

function lines({ files, settings, endpoints, proxy, ca_bundle, notes }: Shown): string[] {
  const rows = settings.map((one) => [
    one.key,
    one.value === null ? '-' : valueText(one.key, one.value),
    one.value === null ? 'not set' : one.origins.map(originText).join(', '),
  ]);
  const width = (column: number) =>
    Math.min(48, Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const [first, second] = [width(0), width(1)];
  return [
    ...[files.system, files.user].flatMap((file, i) =>
      file
        ? [
            `${(i === 0 ? 'system' : 'user').padEnd(first)}  ${file.path}${file.present ? '' : ' (not there)'}${file.named ? ` (${file.named})` : ''}`,
          ]
        : [],
    ),
    '',
    ...rows.map(
      ([key = '', value = '', origin = '']) =>
        `${key.padEnd(first)}  ${value.padEnd(second)}  ${origin}`,
    ),
    ...Object.entries(endpoints.used).map(([service, url]) => `endpoint in use: ${service} ${url}`),
    ...endpoints.ignored.map(
      ({ name, value, why }) => `endpoint not used: ${name} ${value}: ${why}`,
    ),
    ...(proxy === null ? [] : [`proxy in use: ${proxy} (HTTPS_PROXY)`]),
    ...(ca_bundle === null ? [] : [`certificates believed: ${ca_bundle}`]),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function originText(origin: Origin): string {
  if (origin.from === 'default') return 'default';
  if (origin.from !== 'file') return origin.name;
  return `${origin.path}:${origin.line}${origin.fixed ? ' (nothing overrides it)' : ''}`;
}

function asJson({ settings, ...rest }: Shown): unknown {
  return {
    ...rest,
    settings: settings.map(({ key, value, origins }) => ({
      key,
      value: typeof value === 'number' ? valueText(key, value) : value,
      origins,
    })),
  };
}
