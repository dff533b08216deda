// Names of what messages refer to by id: few, asked once, and told by the live events when they change.

import { useMemo } from 'react';
import { $api } from '~/api/client';
import type { components } from '~/api/schema';

export type Gateway = components['schemas']['Gateway'];
export type Template = components['schemas']['Template'];

const ALL = { params: { query: { limit: 1000 } } } as const;

export function useGateways(): readonly Gateway[] {
  return $api.useQuery('get', '/api/v1/gateways', ALL, { staleTime: 60_000 }).data?.items ?? NONE;
}

export function useTemplates(): readonly Template[] {
  return $api.useQuery('get', '/api/v1/templates', ALL, { staleTime: 60_000 }).data?.items ?? NONE;
}

const NONE: readonly never[] = [];

export type Lookups = {
  gateways: readonly Gateway[];
  templates: readonly Template[];
  gateway: (id: number) => Gateway | undefined;
  template: (id: number) => Template | undefined;
};

export function useLookups(): Lookups {
  const gateways = useGateways();
  const templates = useTemplates();
  return useMemo(() => {
    const byGateway = new Map(gateways.map((one) => [one.id, one]));
    const byTemplate = new Map(templates.map((one) => [one.id, one]));
    return {
      gateways,
      templates,
      gateway: (id: number) => byGateway.get(id),
      template: (id: number) => byTemplate.get(id),
    };
  }, [gateways, templates]);
}
