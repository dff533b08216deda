// Sends a file's rows to the batch endpoints in slices, and gathers what was refused.

import { api, body } from '~/api/client';
import type { Kind, Made, Target } from './mapping';

const SLICE = 1000;

export type Refused = { row: number; reason: string; pointer: string };
export type Progress = {
  done: number;
  total: number;
  added: number;
  changed: number;
  same: number;
  refused: Refused[];
};

type Answer = {
  created?: number;
  updated?: number;
  unchanged?: number;
  accepted?: number;
  duplicates?: number;
  items: { index?: number; result?: string; error?: { code: string; pointer: string } }[];
};

async function slice(kind: Kind, target: Target, items: unknown[]): Promise<Answer> {
  const answer =
    kind === 'customers'
      ? body(api.POST('/api/v1/customers/batch', { body: { source: target.source, customers: items } as never }))
      : kind === 'invoices'
        ? body(api.POST('/api/v1/invoices/batch', { body: { source: target.source, invoices: items } as never }))
        : body(api.POST('/api/v1/messages/batch', { body: { messages: items } as never }));
  return (await answer) as unknown as Answer;
}

/** `made` in the order of the file; told after each slice, so that a page can show it. Stops between slices. */
export async function send(
  kind: Kind,
  target: Target,
  made: readonly Made[],
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Progress> {
  const progress: Progress = { done: 0, total: made.length, added: 0, changed: 0, same: 0, refused: [] };
  for (let from = 0; from < made.length && !signal.aborted; from += SLICE) {
    const part = made.slice(from, from + SLICE);
    const rows: number[] = [];
    const items: unknown[] = [];
    part.forEach((one, index) => {
      if ('item' in one) {
        rows.push(from + index);
        items.push(one.item);
      } else progress.refused.push({ row: from + index, reason: 'bad_field', pointer: `/${one.refused}` });
    });
    if (items.length > 0) {
      const answer = await slice(kind, target, items);
      progress.added += answer.created ?? answer.accepted ?? 0;
      progress.changed += answer.updated ?? 0;
      progress.same += answer.unchanged ?? answer.duplicates ?? 0;
      for (const item of answer.items) {
        if (item.error && item.index !== undefined)
          progress.refused.push({
            row: rows[item.index] ?? from,
            reason: item.error.code,
            pointer: item.error.pointer,
          });
      }
    }
    progress.done = from + part.length;
    tell({ ...progress });
  }
  return progress;
}
