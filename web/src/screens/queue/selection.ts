// What is selected: rows by id, or a frozen filter ("todas do filtro": what arrives later is not caught).

import { useCallback, useMemo, useState } from 'react';
import type { MessageFilter } from './filter';

export type Selection =
  | { kind: 'none' }
  | { kind: 'ids'; ids: ReadonlySet<number> }
  /** `at`: accepted before this instant. `count` is what was known when it was chosen; null if nobody counted. */
  | { kind: 'filter'; filter: MessageFilter; at: string; count: number | null };

export function useSelection() {
  const [selection, setSelection] = useState<Selection>({ kind: 'none' });
  const [anchor, setAnchor] = useState<number | null>(null);
  const clear = useCallback(() => setSelection({ kind: 'none' }), []);
  const setIds = useCallback(
    (ids: ReadonlySet<number>) => setSelection(ids.size > 0 ? { kind: 'ids', ids } : { kind: 'none' }),
    [],
  );
  const toggle = useCallback((id: number) => {
    setAnchor(id);
    setSelection((old) => {
      const ids = new Set(old.kind === 'ids' ? old.ids : []);
      if (!ids.delete(id)) ids.add(id);
      return ids.size > 0 ? { kind: 'ids', ids } : { kind: 'none' };
    });
  }, []);
  /** From the row that was last toggled to this one. */
  const range = useCallback(
    (id: number, order: readonly number[]) => {
      const from = order.indexOf(anchor ?? id);
      const to = order.indexOf(id);
      if (from < 0 || to < 0) return toggle(id);
      const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      setSelection((old) => ({ kind: 'ids', ids: new Set([...(old.kind === 'ids' ? old.ids : []), ...between]) }));
    },
    [anchor, toggle],
  );
  const all = useCallback(
    (filter: MessageFilter, at: string, count: number | null) =>
      setSelection({ kind: 'filter', filter: { ...filter, created_to: filter.created_to ?? at }, at, count }),
    [],
  );
  return useMemo(
    () => ({ selection, clear, setIds, toggle, range, all }),
    [selection, clear, setIds, toggle, range, all],
  );
}

export type Selecting = ReturnType<typeof useSelection>;

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'filter' || (selection.kind === 'ids' && selection.ids.has(id));
