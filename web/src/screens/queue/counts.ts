// How many messages a filter has: the whole list's are kept as counters, those of a filter are counted when asked.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import type { components } from '~/api/schema';
import { useSummary } from '~/app/summary';
import { countedByGateway, type MessageFilter, type View } from './filter';

export type MessageCounts = components['schemas']['MessageCounts'];

/** `exact` counts to the end; without it the counting stops at 10,000 and says so. */
export function askCounts(filter: MessageFilter, exact: boolean): Promise<MessageCounts> {
  return body(api.GET('/api/v1/messages/counts', { params: { query: { ...filter, exact } as never } }));
}

export type Known = { counts: components['schemas']['Counts']; exact: boolean };

/** Counts by status of the view without its tab and statuses. */
export function useCounts(view: View, filter: MessageFilter): Known | null {
  const summary = useSummary();
  const cheap = countedByGateway(view);
  const { status: _, ...rest } = filter as MessageFilter & { status?: unknown };
  const asked = useQuery({
    queryKey: ['counts', JSON.stringify(rest)],
    queryFn: () => askCounts(rest as MessageFilter, false),
    enabled: !cheap,
    staleTime: 10_000,
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
  if (!cheap) return asked.data ? { counts: asked.data.statuses, exact: asked.data.exact } : null;
  const gateway = view.texts.gateway_id;
  const counts = gateway
    ? summary.data?.gateways.find((one) => String(one.gateway_id) === gateway)?.counts
    : summary.data?.totals;
  return counts ? { counts, exact: true } : null;
}
