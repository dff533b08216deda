// The address at which a gateway speaks Opa!'s own API, and what becomes of the calls that arrive there.

import type { Gateway } from './draft';

export const COMPAT_MODES = ['off', 'record', 'queue'] as const;
export type CompatMode = (typeof COMPAT_MODES)[number];

/** The switch of a gateway; none for a kind that has no such address. */
export function compatOf(gateway: Gateway): CompatMode | undefined {
  if (gateway.kind !== 'opa_suite') return undefined;
  const mode = (gateway.settings as Record<string, unknown> | undefined)?.opa_compat;
  return COMPAT_MODES.find((one) => one === mode) ?? 'off';
}

/** What is pasted into IXC as the gateway's URL. */
export function compatUrl(gateway: Gateway, origin: string): string {
  return `${origin}/opa/${encodeURIComponent(gateway.key ?? String(gateway.id))}/api/v1`;
}

type Call = { status: number | null; code: string | null; forwarded: boolean };

/** Who answered a recorded call. */
export function answeredBy(call: Call): 'open' | 'nobody' | 'opa' | 'omnifila' {
  if (call.status === null) return 'open';
  if (call.code !== null) return 'nobody';
  return call.forwarded ? 'opa' : 'omnifila';
}

/** JSON in lines, whatever else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
