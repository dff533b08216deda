// The queue's pages by key, a window of them in memory, and what the live events change in it.

import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, body } from '~/api/client';
import { type LiveEvent, useLiveEvents, useLiveState } from '~/app/live';
import type { MessageFilter, View } from './filter';
import { type Cursor, type Message, newer, PAGE, type QueuePage, type Row, refreshed, told } from './pages';

/** Pages in memory at most: 4,000 rows. */
const WINDOW = 20;
/** Between two looks at what changed. */
const LOOK_MS = 2500;

type Data = InfiniteData<QueuePage, Cursor>;

function ask(
  filter: MessageFilter,
  order: View['order'],
  cursor: string | null,
  signal?: AbortSignal,
): Promise<QueuePage> {
  const query = { ...filter, order, limit: PAGE, ...(cursor ? { cursor } : {}) };
  return body(api.GET('/api/v1/messages', { params: { query: query as never }, signal })) as Promise<QueuePage>;
}

export type Queue = {
  rows: readonly Row[];
  /** Where in the whole list the first of `rows` is: pages above it were let go. */
  offset: number;
  /** The list's length, if its end was seen. */
  end: number | null;
  isPending: boolean;
  isFetching: boolean;
  error: unknown;
  newCount: number;
  loadedAt: number;
  /** What is on the screen, as places in the whole list; loads what is missing there. */
  see: (from: number, to: number) => void;
  reload: () => void;
};

export function useQueue(filter: MessageFilter, order: View['order'], never: boolean): Queue {
  const client = useQueryClient();
  // What a filter means moves with the day; within one list it stands still.
  const key = useMemo(() => ['queue', JSON.stringify(filter), order], [filter, order]);
  const chain = useRef(new Map<number, string | null>());
  const visible = useRef({ from: 0, to: 0 });
  const [newCount, setNewCount] = useState(0);

  const query = useInfiniteQuery({
    queryKey: key,
    enabled: !never,
    initialPageParam: { index: 0, cursor: null } as Cursor,
    queryFn: ({ pageParam, signal }) => {
      chain.current.set(pageParam.index, pageParam.cursor);
      return ask(filter, order, pageParam.cursor, signal);
    },
    getNextPageParam: (last, _, at): Cursor | undefined =>
      last.next_cursor ? { index: at.index + 1, cursor: last.next_cursor } : undefined,
    getPreviousPageParam: (_, __, at): Cursor | undefined =>
      at.index > 0 ? { index: at.index - 1, cursor: chain.current.get(at.index - 1) ?? null } : undefined,
    maxPages: WINDOW,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });

  const first = (query.data as Data | undefined)?.pageParams[0]?.index ?? 0;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const offset = first * PAGE;
  const end = query.data && !query.hasNextPage ? offset + rows.length : null;

  const { fetchNextPage, fetchPreviousPage, hasNextPage, hasPreviousPage, isFetching } = query;
  const see = useCallback(
    (from: number, to: number) => {
      visible.current = { from, to };
      if (isFetching) return;
      if (from < offset && hasPreviousPage) void fetchPreviousPage();
      else if (to + PAGE / 2 > offset + rows.length && hasNextPage) void fetchNextPage();
    },
    [isFetching, offset, rows.length, hasNextPage, hasPreviousPage, fetchNextPage, fetchPreviousPage],
  );

  const reload = useCallback(() => {
    setNewCount(0);
    chain.current.clear();
    void client.resetQueries({ queryKey: key, exact: true });
  }, [client, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins without news
  useEffect(() => setNewCount(0), [key]);

  const look = useLook(filter, order, key, visible, setNewCount);
  useNews(key, filter, look);
  return {
    rows,
    offset,
    end,
    isPending: query.isPending && !never,
    isFetching: query.isFetching,
    error: query.error,
    newCount,
    loadedAt: query.dataUpdatedAt,
    see,
    reload,
  };
}

/** Looks again at the pages on the screen, and at how many are newer; rows are changed in place. */
function useLook(
  filter: MessageFilter,
  order: View['order'],
  key: readonly unknown[],
  visible: { current: { from: number; to: number } },
  setNewCount: (n: number) => void,
): () => void {
  const client = useQueryClient();
  const state = useRef({ running: false, again: false, timer: undefined as ReturnType<typeof setTimeout> | undefined });
  const run = useCallback(async () => {
    void client.invalidateQueries({ queryKey: ['counts'] });
    const data = client.getQueryData<Data>(key);
    if (!data) return;
    const { from, to } = visible.current;
    const places = data.pageParams.filter((at) => (at.index + 1) * PAGE > from && at.index * PAGE <= to);
    for (const at of places) {
      const fresh = await ask(filter, order, at.cursor);
      const now = Date.now();
      client.setQueryData<Data>(
        key,
        (old) =>
          old && {
            ...old,
            pages: old.pages.map((page, place) =>
              old.pageParams[place]?.index === at.index
                ? { ...page, items: refreshed(page.items, fresh, order, now) }
                : page,
            ),
          },
      );
    }
    const shown = data.pageParams[0]?.index === 0 ? data.pages[0]?.items[0]?.id : undefined;
    if (order === 'id' && data.pageParams[0]?.index === 0) {
      const fresh = await ask(filter, order, null);
      setNewCount(shown === undefined ? fresh.items.length : newer(shown, fresh));
    }
  }, [client, key, filter, order, visible, setNewCount]);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => () => clearTimeout(state.current.timer), []);
  return useCallback(() => {
    const at = state.current;
    if (at.timer || at.running) {
      at.again = true;
      return;
    }
    const begin = () => {
      at.timer = undefined;
      at.again = false;
      if (document.hidden) return;
      at.running = true;
      // What cannot be looked at now is looked at with the next event.
      void latest
        .current()
        .catch(() => undefined)
        .finally(() => {
          at.running = false;
          if (at.again) at.timer = setTimeout(begin, LOOK_MS);
        });
    };
    at.timer = setTimeout(begin, 400);
  }, []);
}

function useNews(key: readonly unknown[], filter: MessageFilter, look: () => void): void {
  const client = useQueryClient();
  const { state } = useLiveState();
  const paused = state === 'paused';
  const wanted = useMemo(() => {
    const { status } = filter as { status?: Message['status'][] };
    return status ?? [];
  }, [filter]);
  const hear = useCallback(
    (events: readonly LiveEvent[]) => {
      if (paused) return;
      const news = new Map<number, Message['status']>();
      for (const { name, data } of events) {
        if (name === 'message') news.set(Number(data.id), data.status as Message['status']);
      }
      if (news.size > 0) {
        const now = Date.now();
        client.setQueryData<Data>(key, (old) => {
          if (!old) return old;
          const pages = old.pages.map((page) => {
            const items = told(page.items, news, wanted, now);
            return items === page.items ? page : { ...page, items };
          });
          return pages.every((page, place) => page === old.pages[place]) ? old : { ...old, pages };
        });
      }
      look();
    },
    [client, key, wanted, look, paused],
  );
  useLiveEvents(hear);
}
