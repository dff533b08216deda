// What the dashboard shows: one answer, asked again when an event says that something moved.

import { useQuery } from '@tanstack/react-query';
import { api, body } from '~/api/client';

export type GatewayHealth = {
  gateway_id: number;
  name: string;
  kind: string;
  state: 'ok' | 'degraded' | 'paused' | 'down' | 'no_credential';
  circuit: unknown;
  paused: { reason: string; since: string; until: string | null } | null;
  waiting: number;
  rate_limit_per_second: number | null;
  sent_last_minute: number;
  errors_last_hour: number;
  receipts: 'none' | 'delivered' | 'read';
  delivery_mode: 'live' | 'allow_list' | 'simulate';
  queue_mode: 'queue' | 'continuous';
};

export type Attention = {
  code: string;
  severity: 'bad' | 'warn';
  gateway_id?: number | null;
  template_id?: number | null;
  task_id?: number | null;
  run_id?: number | null;
  count?: number | null;
  since?: string | null;
  until?: string | null;
};

export type Point = { at: string; waiting: number };

export type Dashboard = {
  now: string;
  paused_all: { reason: string; by?: string | null; since: string; until?: string | null } | null;
  waiting: number;
  sending: number;
  uncertain: number;
  failed_today: number;
  sent_today: number;
  included_today: number;
  rate: { per_minute_now: number; minutes: { at: string; sent: number; failed: number }[] };
  funnel_today: {
    included: number;
    sent: number;
    delivered: number;
    read: number;
    failed: number;
    cancelled: number;
    expired: number;
    uncertain: number;
  };
  gateways: GatewayHealth[];
  attention: Attention[];
  window: { closes_at: string | null; opens_at: string | null };
  holiday_today: { name: string } | null;
  drains_at: string | null;
  left_for_next_window: number;
  burndown: { history: Point[]; forecast: Point[] };
  upcoming: { task_id: number; name: string; at: string }[];
};

export function useDashboard() {
  return useQuery({
    queryKey: ['get', '/api/v1/dashboard'],
    queryFn: async ({ signal }) =>
      (await body(api.GET('/api/v1/dashboard' as '/api/v1/summary', { signal }))) as unknown as Dashboard,
    refetchInterval: 15_000,
  });
}
