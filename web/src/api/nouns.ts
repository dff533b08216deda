// The nouns of which there are few (gateways, templates, windows …): read whole, kept under the path that an
// `invalidate` event names, and changed by one hook that looks again afterwards.

import { type UseMutationResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Nouns = {
  branches: Schemas['Branch'];
  calendars: Schemas['Calendar'];
  gateways: Schemas['Gateway'];
  holds: Schemas['Hold'];
  ladders: Schemas['Ladder'];
  outboxes: Schemas['Outbox'];
  routes: Schemas['Route'];
  'signature-flows': Schemas['SignatureFlow'];
  sources: Schemas['Source'];
  'stop-rules': Schemas['StopRule'];
  suppressions: Schemas['Suppression'];
  tasks: Schemas['Task'];
  templates: Schemas['Template'];
  tokens: Schemas['Token'];
  users: Schemas['User'];
  windows: Schemas['Window'];
};
export type Noun = keyof Nouns;

const PAGE = 1000;

async function readAll<N extends Noun>(noun: N, signal?: AbortSignal): Promise<Nouns[N][]> {
  const found: Nouns[N][] = [];
  let cursor: string | undefined;
  do {
    // Every one of them lists alike; the type of one stands for all.
    const page = await body(
      api.GET(`/api/v1/${noun}` as '/api/v1/gateways', { params: { query: { limit: PAGE, cursor } }, signal }),
    );
    found.push(...(page.items as unknown as Nouns[N][]));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

/** All of a noun, in order of id. */
export function useNouns<N extends Noun>(noun: N, enabled = true) {
  return useQuery({
    queryKey: ['get', `/api/v1/${noun}`, 'all'],
    queryFn: ({ signal }) => readAll(noun, signal),
    enabled,
  });
}

/** A noun's names by id, for tables that refer to it. */
export function useNames(noun: 'gateways' | 'templates' | 'windows' | 'routes' | 'tasks' | 'calendars') {
  const list = useNouns(noun);
  return (id: number | null | undefined): string => {
    if (id === null || id === undefined) return '—';
    return list.data?.find((one) => one.id === id)?.name ?? `#${id}`;
  };
}

/** A change through the API; everything shown is looked at again when it is done. */
export function useChange<I = void, O = unknown>(
  call: (input: I) => Promise<{ data?: O }>,
  onDone?: (answer: O, input: I) => void,
): UseMutationResult<O, Error, I> {
  const client = useQueryClient();
  return useMutation<O, Error, I>({
    mutationFn: (input) => body(call(input)) as Promise<O>,
    onSuccess: (answer, input) => {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'get' });
      onDone?.(answer, input);
    },
  });
}

/** Adds (without id) or changes (with one) a record of a noun. */
export function useSave<N extends Noun>(noun: N, onDone?: (record: Nouns[N]) => void) {
  return useChange<{ id?: number; record: object }, Nouns[N]>(
    ({ id, record }) =>
      (id === undefined
        ? api.POST(`/api/v1/${noun}` as '/api/v1/branches', { body: record as never })
        : api.PATCH(`/api/v1/${noun}/{id}` as '/api/v1/branches/{id}', {
            params: { path: { id } },
            body: record as never,
          })) as unknown as Promise<{ data?: Nouns[N] }>,
    onDone,
  );
}

/** Removes a record of a noun; the reason goes on record. */
export function useRemove(noun: Noun, onDone?: () => void) {
  return useChange<{ id: number; reason?: string }>(
    ({ id, reason }) =>
      api.DELETE(`/api/v1/${noun}/{id}` as '/api/v1/branches/{id}', {
        params: { path: { id }, query: reason ? { reason } : {} },
      }) as unknown as Promise<{ data?: unknown }>,
    onDone,
  );
}

/** A value as text, whatever the order of its names. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Keys that changed between a record and its draft, as a merge patch; absent in the draft is null. */
export function patchOf(before: object, after: object): Record<string, unknown> {
  const old = before as Record<string, unknown>;
  const next = after as Record<string, unknown>;
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (['id', 'version', 'created_at', 'updated_at'].includes(name)) continue;
    if (plain(old[name]) !== plain(next[name])) patch[name] = next[name] ?? null;
  }
  return patch;
}
