// Two lengths of the long journeys: short ones belong to `make test`, whole ones to `make soak`, which also keeps what
// they measured.

import { appendFileSync } from 'node:fs';
import { test } from '@playwright/test';

/** Whether the journeys run in full. */
export const WHOLE = process.env.OMNIFILA_SOAK === '1';

export const size = (short: number, whole: number): number => (WHOLE ? whole : short);

/** "1.234.567", as the interface writes a number. */
export const written = (n: number): string => new Intl.NumberFormat('pt-BR').format(n);

/** The middle of some figures. */
export function median(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * The figure that is held against a limit: the middle one in full; the best one in `make test`, whose program is not
 * optimised and whose machine may be busy with something else.
 */
export const judged = (all: readonly number[]): number => (WHOLE ? median(all) : Math.min(...all));
export const OF = WHOLE ? 'median' : 'best';

/** Writes one figure down as a row of the soak's table; `most` is what it must stay under. */
export function figure(what: string, value: number, unit: string, most?: number): void {
  const shown = `${value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ${unit}`;
  const limit = most === undefined ? '' : `${most.toLocaleString('en')} ${unit}`;
  test.info().annotations.push({ type: 'figure', description: `${what}: ${shown}` });
  const file = process.env.OMNIFILA_FIGURES;
  if (file) appendFileSync(file, `| ${test.info().title} | ${what} | ${shown} | ${limit} |\n`);
}
