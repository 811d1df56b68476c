/** `policy explain --week`: loaded only where it is asked for. */
import { symbolsFor, weekSigns } from '../../console/text/symbols.ts';
import type { Context } from '../../context.ts';
import type { PreparedPolicy } from '../../policy/prepare.ts';
import type { AccessRequest } from '../../policy/types.ts';
import { weekOf } from '../../policy/week.ts';
import { weekHead, weekJson, weekLines } from '../../policy/week-print.ts';
import { detectCapabilities } from '../../terminal/capabilities.ts';

const COLUMNS = 80;

/** The map for people. @param at AWS's time, milliseconds. */
export function asLines(
  ctx: Pick<Context, 'env' | 'platform' | 'stdio'>,
  prepared: PreparedPolicy,
  request: AccessRequest,
  at: number,
): string[] {
  const week = weekOf(prepared, request, at);
  const { utf8 } = detectCapabilities(ctx.env, ctx.stdio.stdout, ctx.platform);
  const symbols = symbolsFor(utf8);
  const map = weekLines(week, weekSigns(symbols), symbols.pointer, COLUMNS);
  return ['', weekHead(week), ...map.map(({ parts }) => parts.map(({ text }) => text).join(''))];
}

/** The member that `--json` gets. */
export function asJson(prepared: PreparedPolicy, request: AccessRequest, at: number) {
  return { week: weekJson(weekOf(prepared, request, at)) };
}
