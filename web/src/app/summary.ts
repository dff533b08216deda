// The counts that the whole interface shows: one query, kept fresh by the live events.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { $api } from '~/api/client';
import type { components } from '~/api/schema';
import { setPlace } from '~/format';
import { type LiveEvent, useLiveEvents } from './live';

/** How often the counts are asked again at most, however much happens. */
const LEAST_MS = 2000;

export function useSummary() {
  return $api.useQuery('get', '/api/v1/summary', {}, { staleTime: LEAST_MS, refetchInterval: 30_000 });
}

const SUMMARY_KEY = ['get', '/api/v1/summary'];

/** What each noun of an `invalidate` event is kept under. */
const KEPT: Record<string, readonly string[]> = {
  notices: ['/api/v1/notices', '/api/v1/notices/{id}', '/api/v1/notices/{id}/proof'],
  pause: ['/api/v1/pause', '/api/v1/summary', '/api/v1/gateways', '/api/v1/dashboard'],
};

type Summary = components['schemas']['Summary'];
type Told = { now: string; totals: Summary['totals']; gateways: { gateway_id: number; counts: Summary['totals'] }[] };

/** The counts of an event in place of those that were kept; names and pauses are not in it. */
function told(old: Summary, event: Told): Summary {
  const counts = new Map(event.gateways.map((one) => [one.gateway_id, one.counts]));
  return {
    ...old,
    now: event.now,
    totals: event.totals,
    gateways: old.gateways.map((one) => ({ ...one, counts: counts.get(one.gateway_id) ?? one.counts })),
  };
}

/** Brings the events into the caches; once, by the shell. */
export function useLiveCaches(): void {
  const client = useQueryClient();
  const summary = useSummary();
  const now = summary.data?.now;
  useEffect(() => {
    if (now) setPlace({ offsetMs: Date.parse(now) - Date.now() });
  }, [now]);
  const hear = useCallback(
    (events: readonly LiveEvent[]) => {
      let counts = false;
      for (const { name, data } of events) {
        if (name === 'message') counts = true;
        if (name === 'summary') {
          client.setQueriesData<Summary>({ queryKey: SUMMARY_KEY }, (old) => old && told(old, data as Told));
          void client.invalidateQueries({ queryKey: ['get', '/api/v1/dashboard'] });
        }
        if (name === 'run') void client.invalidateQueries({ queryKey: ['get', '/api/v1/runs'] });
        if (name === 'import')
          for (const path of ['/api/v1/imports', '/api/v1/imports/{id}'])
            void client.invalidateQueries({ queryKey: ['get', path] });
        if (name === 'operation') void client.invalidateQueries({ queryKey: ['get', '/api/v1/operations/{id}'] });
        if (name === 'invalidate') {
          const noun = String(data.noun);
          if (noun === 'all') void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'get' });
          else
            for (const path of KEPT[noun] ?? [
              `/api/v1/${noun.replaceAll('_', '-')}`,
              `/api/v1/${noun.replaceAll('_', '-')}s`,
            ])
              void client.invalidateQueries({ queryKey: ['get', path] });
        }
      }
      const state = client.getQueryState(SUMMARY_KEY);
      if (counts && (!state || Date.now() - state.dataUpdatedAt > LEAST_MS)) {
        void client.invalidateQueries({ queryKey: SUMMARY_KEY });
        void client.invalidateQueries({ queryKey: ['get', '/api/v1/dashboard'] });
      }
    },
    [client],
  );
  useLiveEvents(hear);
}
