// Which columns a person wants, in what order and how wide.

import { useMemo } from 'react';
import { usePreference } from '~/app/preferences';
import { COLUMNS, type Column, SHOWN_AT_FIRST } from './columns';

export const DENSITIES = { compact: 30, normal: 36, roomy: 44 } as const;
export type Density = keyof typeof DENSITIES;

export type ColumnChoice = { order: Column[]; shown: Column[]; widths: Record<string, number> };
export const FIRST_CHOICE: ColumnChoice = { order: [...COLUMNS], shown: [...SHOWN_AT_FIRST], widths: {} };

/** What was kept by an older version may name columns that are no more, and lack new ones. */
export function useColumnChoice(): [ColumnChoice, (choice: ColumnChoice) => void] {
  const [kept, keep] = usePreference('queue_columns', FIRST_CHOICE);
  const choice = useMemo(() => {
    const known = kept.order.filter((column) => COLUMNS.includes(column));
    return {
      ...kept,
      order: [...known, ...COLUMNS.filter((column) => !known.includes(column))],
      shown: kept.shown.filter((column) => COLUMNS.includes(column)),
    };
  }, [kept]);
  return [choice, keep];
}
