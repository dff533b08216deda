// What the dashboard shows: one answer, asked again when an event says that something moved.

import { $api } from '~/api/client';
import type { components } from '~/api/schema';

export type Dashboard = components['schemas']['Dashboard'];
export type GatewayHealth = Dashboard['gateways'][number];
export type Attention = Dashboard['attention'][number];

export function useDashboard() {
  return $api.useQuery('get', '/api/v1/dashboard', {}, { refetchInterval: 15_000 });
}

/** So many minutes before, as a filter's instant. */
export const ago = (now: string, minutes: number): string => new Date(Date.parse(now) - minutes * 60_000).toISOString();
