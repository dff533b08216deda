// What a ladder would do today, as it is drafted: asked of the server, which keeps nothing of it.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body } from '~/api/client';
import type { components } from '~/api/schema';
import { type Ladder, type LadderDraft, recordOf } from './draft';

export type Simulated = components['schemas']['LadderRun'];

/** What trials are kept under. */
export const TRIAL = 'ladder trial';
/** A draft that is being typed is asked about when the typing rests. */
const REST_MS = 400;

export function useTrial(ladder: Ladder, draft: LadderDraft, enabled = true) {
  const asked = JSON.stringify(recordOf(draft));
  const [record, setRecord] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setRecord(asked), REST_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return useQuery({
    queryKey: [TRIAL, ladder.id, ladder.version, record],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/ladders/dry-run', {
          params: { query: { in_place_of: ladder.id } },
          body: JSON.parse(record),
          signal,
        }),
      ),
    enabled,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
