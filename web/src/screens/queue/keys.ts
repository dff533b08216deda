// The keys of the queue (ui: "Atalhos do teclado" lists them).

import type { RefObject } from 'react';
import { useShortcuts, writing } from '~/app/shortcuts';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { copy } from '~/ui/copy';
import { askQueue, place } from './acting';
import type { Target } from './asking';
import type { Queue } from './data';
import { isNarrowed, type View, viewOf } from './filter';
import type { BulkAction } from './operations';
import type { Selecting } from './selection';

type Keys = {
  queue: Queue;
  view: View;
  selecting: Selecting;
  active: number | null;
  open: number | null;
  setActive: (id: number) => void;
  onOpen: (id: number | null) => void;
  onView: (view: View) => void;
  selectAll: () => void;
  searchBox: RefObject<HTMLInputElement | null>;
  mayOperate: boolean;
};

export function useQueueKeys(keys: Keys): void {
  const t = useT();
  const { queue, view, selecting, active, open, setActive, onOpen, onView, selectAll, searchBox, mayOperate } = keys;
  const order = queue.rows.map((row) => row.id);
  const at = order.indexOf(active ?? order[0] ?? -1);
  const current = order[at];

  const move = (by: number) => {
    const next = order[Math.max(0, Math.min(order.length - 1, active === null ? 0 : at + by))];
    if (next === undefined) return;
    setActive(next);
    if (open !== null) onOpen(next);
    else document.querySelector<HTMLElement>(`tr[data-id="${next}"]`)?.focus();
  };
  const walk = (event: KeyboardEvent, by: number) => {
    if (!inGrid(event)) return;
    event.preventDefault();
    move(by);
  };
  const act = (action: BulkAction) => {
    if (!mayOperate) return;
    const { selection } = selecting;
    const target: Target | null =
      selection.kind === 'ids'
        ? { kind: 'ids', ids: [...selection.ids] }
        : selection.kind === 'filter'
          ? { kind: 'filter', filter: selection.filter, words: t('queue:words.all') }
          : current !== undefined
            ? { kind: 'ids', ids: [current] }
            : null;
    if (target) askQueue({ what: 'bulk', action, target });
  };
  /** Past the neighbour above or below, in the order of sending. */
  const reorder = (by: -1 | 1) => {
    const neighbour = queue.rows[at + by];
    if (!mayOperate || view.order !== 'queue' || current === undefined || !neighbour) return;
    const where = by < 0 ? { before: neighbour.id } : { after: neighbour.id };
    const words = t(by < 0 ? 'queue:pushes_before' : 'queue:pushes_after', {
      name: neighbour.customer.name,
      id: String(neighbour.id),
    });
    void place(current, where, words);
  };
  const leave = () => {
    if (open !== null) onOpen(null);
    else if (selecting.selection.kind !== 'none') selecting.clear();
    else if (isNarrowed(view)) onView(viewOf({ family: view.family }));
  };

  useShortcuts({
    '/': (event) => {
      event.preventDefault();
      searchBox.current?.focus();
    },
    j: () => move(1),
    k: () => move(-1),
    arrowdown: (event) => walk(event, 1),
    arrowup: (event) => walk(event, -1),
    pagedown: (event) => walk(event, 15),
    pageup: (event) => walk(event, -15),
    home: (event) => walk(event, -order.length),
    o: () => current !== undefined && onOpen(current),
    enter: (event) => (event.target as HTMLElement).matches('tr[data-id]') && current !== undefined && onOpen(current),
    x: () => mayOperate && current !== undefined && selecting.toggle(current),
    ' ': (event) => {
      if (!mayOperate || !(event.target as HTMLElement).matches('tr[data-id]') || current === undefined) return;
      event.preventDefault();
      selecting.toggle(current);
    },
    'shift+x': () => mayOperate && current !== undefined && selecting.range(current, order),
    'ctrl+a': (event) => {
      if (!mayOperate || writing(event.target)) return;
      event.preventDefault();
      selecting.setIds(new Set(order));
    },
    'ctrl+shift+a': (event) => {
      if (!mayOperate || writing(event.target)) return;
      event.preventDefault();
      selectAll();
    },
    e: () => act('resend'),
    a: () => act('reschedule'),
    p: () => act('priority'),
    delete: () => act('cancel'),
    'alt+arrowup': (event) => {
      event.preventDefault();
      reorder(-1);
    },
    'alt+arrowdown': (event) => {
      event.preventDefault();
      reorder(1);
    },
    c: () => current !== undefined && void copy(String(current)).then(() => toast(t('ui:copied'))),
    '.': () => queue.newCount > 0 && queue.reload(),
    r: () => queue.reload(),
    escape: leave,
  });
}

const inGrid = (event: KeyboardEvent): boolean => (event.target as HTMLElement).closest('[role=grid]') !== null;
