// Pages of the queue, and how they take in what has changed without a row moving.

import type { components } from '~/api/schema';

export type Message = components['schemas']['MessageSummary'];

/** A row of the grid: it stays where it is after it has left the filter, until the list is loaded again. */
export type Row = Message & { left?: boolean; changedAt?: number };

export type Cursor = { index: number; cursor: string | null };
export type QueuePage = { items: Row[]; next_cursor: string | null };

export const PAGE = 200;

/** The old rows, each as it is now; those that a fresh look at the same place no longer has are marked. */
export function refreshed(old: readonly Row[], fresh: QueuePage, order: 'id' | 'queue', now: number): Row[] {
  const found = new Map(fresh.items.map((row) => [row.id, row]));
  // In order of id, a fresh page that is full says nothing of rows below its last one.
  const last = fresh.items.at(-1);
  const lowest = order === 'id' && fresh.next_cursor && last ? last.id : 0;
  return old.map((row) => {
    const next = found.get(row.id);
    if (!next) {
      const unseen = order === 'queue' ? fresh.next_cursor !== null : row.id < lowest;
      return unseen || row.left ? row : { ...row, left: true };
    }
    if (next.updated_at === row.updated_at && !row.left) return row;
    return { ...next, changedAt: next.status === row.status ? row.changedAt : now };
  });
}

/** Rows with the status that an event told of. */
export function told(
  old: readonly Row[],
  news: ReadonlyMap<number, Message['status']>,
  wanted: readonly Message['status'][],
  now: number,
): Row[] {
  if (!old.some((row) => news.has(row.id))) return old as Row[];
  return old.map((row) => {
    const status = news.get(row.id);
    if (!status || status === row.status) return row;
    const left = wanted.length > 0 && !wanted.includes(status);
    return { ...row, status, left: left || row.left, changedAt: now };
  });
}

/** How many of a fresh first page are newer than the first row that is shown. */
export function newer(shown: number | undefined, fresh: QueuePage): number {
  return fresh.items.filter((row) => row.id > (shown ?? Number.POSITIVE_INFINITY)).length;
}
