// What the queue shows, as the address bar says it and as the server is asked. The names are those of
// `GET /api/v1/messages`, so that a link can be written by hand; `family` and `period` are short for several of them.

import type { components } from '~/api/schema';
import type { Search } from '~/app/search';
import { fromLocalInput } from '~/format';
import type { ApiStatus } from '~/ui/status';

export type MessageFilter = components['schemas']['MessageFilter'];

export const STATUSES = [
  'waiting',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'uncertain',
  'cancelled',
  'expired',
] as const satisfies readonly ApiStatus[];

/** Tabs, with the statuses of each; families may overlap, and their counts are never summed. */
export const FAMILIES = {
  all: [],
  queued: ['waiting', 'sending'],
  transit: ['sent'],
  arrived: ['delivered', 'read'],
  problems: ['failed', 'uncertain'],
  closed: ['cancelled', 'expired'],
} as const satisfies Record<string, readonly ApiStatus[]>;
export type Family = keyof typeof FAMILIES;

export const PERIODS = ['today', 'yesterday', 'week'] as const;
export type Period = (typeof PERIODS)[number];

/** Names of the filter whose value is an instant: when it came in, when it left, since when it has changed. */
export const TIMES = ['created_from', 'created_to', 'sent_from', 'sent_to', 'updated_after'] as const;
export type TimeName = (typeof TIMES)[number];

/** Names of the filter whose value is one text. */
export const TEXTS = [
  'gateway_id',
  'template_id',
  'origin',
  'purpose',
  'priority',
  'error_code',
  'batch_ref',
  'run_id',
  'customer',
  'invoice',
  'source_ref',
  'dedupe_key',
  'q',
] as const;
export type TextName = (typeof TEXTS)[number];

const NUMBERS: readonly string[] = ['gateway_id', 'template_id', 'run_id'];

export type View = {
  family: Family;
  /** Chosen one by one; narrows the family. */
  status: ApiStatus[];
  texts: Partial<Record<TextName, string>>;
  period: Period | null;
  /** Instants; under a period those of inclusion are left out. */
  times: Partial<Record<TimeName, string>>;
  order: 'id' | 'queue';
};

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const many = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const among = <T extends string>(value: string | undefined, known: readonly T[]): T | null =>
  known.find((word) => word === value) ?? null;

export function viewOf(search: Search): View {
  const family = among(one(search.family), Object.keys(FAMILIES) as Family[]) ?? 'all';
  const period = among(one(search.period), PERIODS);
  const texts: View['texts'] = {};
  for (const name of TEXTS) {
    const value = one(search[name])?.trim();
    if (value && !(NUMBERS.includes(name) && !/^\d{1,16}$/.test(value))) texts[name] = value;
  }
  const times: View['times'] = {};
  for (const name of TIMES) {
    const value = one(search[name]);
    if (value && !Number.isNaN(Date.parse(value)) && !(period && name.startsWith('created_'))) times[name] = value;
  }
  return {
    family,
    status: STATUSES.filter((status) => many(search.status).includes(status)),
    texts,
    period,
    times,
    order: one(search.order) === 'queue' ? 'queue' : 'id',
  };
}

export function searchOf(view: View): Search {
  const search: Search = { ...view.texts, ...view.times } as Search;
  if (view.family !== 'all') search.family = view.family;
  if (view.status.length > 0) search.status = view.status;
  if (view.period) search.period = view.period;
  if (view.order === 'queue') search.order = 'queue';
  return search;
}

/** The statuses that are asked for; none is all. */
export function statusesOf(view: View): readonly ApiStatus[] {
  const family: readonly ApiStatus[] = FAMILIES[view.family];
  if (view.status.length === 0) return family;
  return family.length === 0 ? view.status : view.status.filter((status) => family.includes(status));
}

/** The first and last instant of a period, in the company's days. */
export function periodBounds(period: Period, now: number, timeZone: string): { from: string; to?: string } {
  const day = (back: number) =>
    fromLocalInput(`${new Intl.DateTimeFormat('sv', { timeZone }).format(now - back * 86_400_000)}T00:00`, timeZone);
  if (period === 'today') return { from: day(0) };
  if (period === 'yesterday') return { from: day(1), to: day(0) };
  return { from: day(6) };
}

/** As the server is asked, by a query or as the `filter` of a bulk order. */
export function filterOf(view: View, now: number, timeZone: string): MessageFilter {
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(view.texts)) filter[name] = NUMBERS.includes(name) ? Number(value) : value;
  const statuses = statusesOf(view);
  if (statuses.length > 0) filter.status = [...statuses];
  Object.assign(filter, view.times);
  if (view.period) {
    const { from, to } = periodBounds(view.period, now, timeZone);
    filter.created_from = from;
    if (to) filter.created_to = to;
  }
  return filter as MessageFilter;
}

/** A view that can match nothing: a status that its family does not have. */
export function isContradiction(view: View): boolean {
  return view.status.length > 0 && statusesOf(view).length === 0;
}

/** Whether anything but the tab is asked for. */
export function isNarrowed(view: View): boolean {
  return (
    view.status.length > 0 ||
    Object.keys(view.texts).length > 0 ||
    view.period !== null ||
    Object.keys(view.times).length > 0
  );
}

/** The counters are kept per gateway: with no other filter they are exact and cost nothing. */
export function countedByGateway(view: View): boolean {
  const { gateway_id: _, ...others } = view.texts;
  return Object.keys(others).length === 0 && view.period === null && Object.keys(view.times).length === 0;
}
