// After the server stood still: the messages that became due meanwhile, and what to do with them.

import { api, body } from '~/api/client';

/** Rows read at once, and ids in one order. */
const PAGE = 1000;

/** The waiting messages whose hour came between the two instants. The queue's order is by due time inside a priority,
 * so every page has to be looked at. */
export async function dueBetween(
  since: string,
  until: string,
  onProgress: (found: number) => void,
  signal: AbortSignal,
): Promise<number[]> {
  const [from, to] = [Date.parse(since), Date.parse(until)];
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await body(
      api.GET('/api/v1/messages', { params: { query: { order: 'queue', limit: PAGE, cursor } }, signal }),
    );
    for (const { id, due_at: due } of page.items) {
      const at = due ? Date.parse(due) : Number.NaN;
      if (at >= from && at <= to) found.push(id);
    }
    onProgress(found.length);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

type Order = { action: 'cancel' } | { action: 'reschedule'; due_at: string };

/** Gives one order over many ids, in slices that the server takes. */
export async function order(what: Order, ids: readonly number[], reason: string): Promise<void> {
  for (let from = 0; from < ids.length; from += PAGE) {
    await body(
      api.POST('/api/v1/messages/bulk', { body: { ...what, ids: ids.slice(from, from + PAGE), reason } as never }),
    );
  }
}
