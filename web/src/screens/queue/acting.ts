// Actions on the queue that need no dialog of their own, and the way to those that do.

import { useSyncExternalStore } from 'react';
import { api, body, queryClient } from '~/api/client';
import { describeProblem } from '~/api/problem';
import { toast } from '~/app/tray';
import { translator } from '~/i18n';
import type { Asking } from './asking';
import type { Message } from './pages';

let asking: Asking | null = null;
const listeners = new Set<() => void>();

export function askQueue(next: Asking | null): void {
  asking = next;
  for (const listener of listeners) listener();
}

export function useAsking(): Asking | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => asking,
  );
}

export type Place = { to: 'front' | 'back' } | { before: number } | { after: number };

/** Moves a waiting message in the queue of its gateway and priority. */
export async function place(id: number, where: Place, words: string): Promise<boolean> {
  try {
    await body(api.POST('/api/v1/messages/{id}/move', { params: { path: { id } }, body: where as never }));
    toast(words);
    refreshMessages();
    return true;
  } catch (error) {
    toast(describeProblem(error, translator()).sentence, { tone: 'bad' });
    return false;
  }
}

/** "Passar para a frente": due now, and first. */
export async function toFront(message: Pick<Message, 'id' | 'due_at'>): Promise<void> {
  const t = translator();
  try {
    if (message.due_at) {
      const due_at = new Date().toISOString();
      await body(
        api.POST('/api/v1/messages/{id}/reschedule', { params: { path: { id: message.id } }, body: { due_at } }),
      );
    }
  } catch (error) {
    return void toast(describeProblem(error, t).sentence, { tone: 'bad' });
  }
  await place(message.id, { to: 'front' }, t('queue:placed_front', { id: String(message.id) }));
}

export function refreshMessages(): void {
  void queryClient.invalidateQueries({
    predicate: (query) => ['get', 'counts', 'queue'].includes(String(query.queryKey[0])),
  });
}
