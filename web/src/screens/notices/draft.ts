// A notice while it is drawn up: what the form holds, and what the server takes.

import type { components } from '~/api/schema';

export type Notice = components['schemas']['Notice'];
export type NoticeView = components['schemas']['NoticeView'];
export type Preview = components['schemas']['NoticePreview'];
export type Proof = components['schemas']['NoticeProof'];

/** How the audience is said: everyone, by conditions, or by a list. */
export type Whom = 'everyone' | 'conditions' | 'list';

export type Draft = {
  name: string;
  whom: Whom;
  branches: readonly string[];
  /** As typed, separated by commas or lines. */
  states: string;
  cities: string;
  plans: string;
  statuses: string;
  tags: string;
  withoutTags: string;
  source: string;
  list: string;
  templateId: string | null;
  gatewayId: string | null;
  data: Readonly<Record<string, string>>;
  /** Local time, or empty. */
  dueAt: string;
  outage: boolean;
  outageUntil: string;
};

export const EMPTY: Draft = {
  name: '',
  whom: 'conditions',
  branches: [],
  states: '',
  cities: '',
  plans: '',
  statuses: '',
  tags: '',
  withoutTags: '',
  source: 'api',
  list: '',
  templateId: null,
  gatewayId: null,
  data: {},
  dueAt: '',
  outage: false,
  outageUntil: '',
};

/** "a, b" and lines as a list without empties and repeats. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(/[,;\n]/).map((one) => one.trim()))].filter((one) => one !== '');
}

/** The names under `data.` that a template asks for, in their order. */
export function dataNames(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\{[{%][^}]*?\bdata\.([a-z_][a-z0-9_]*)/gi)].map((match) => match[1] ?? ''),
  );
  return [...new Set(found)];
}

/** What the server takes; `instant` turns a local time into an instant. */
export function recordOf(draft: Draft, names: readonly string[], instant: (local: string) => string) {
  const by = draft.whom === 'conditions';
  const audience = {
    everyone: draft.whom === 'everyone',
    branch_keys: by ? [...draft.branches] : [],
    states: by ? listOf(draft.states).map((one) => one.toUpperCase()) : [],
    cities: by ? listOf(draft.cities) : [],
    plans: by ? listOf(draft.plans) : [],
    contract_statuses: by ? listOf(draft.statuses) : [],
    tags: by ? listOf(draft.tags) : [],
    without_tags: draft.whom === 'list' ? [] : listOf(draft.withoutTags),
    ...(draft.whom === 'list' ? { source: draft.source.trim(), csv: draft.list } : {}),
  };
  return {
    name: draft.name.trim(),
    audience,
    template_id: Number(draft.templateId),
    ...(draft.gatewayId ? { gateway_id: Number(draft.gatewayId) } : {}),
    data: Object.fromEntries(names.map((name) => [name, draft.data[name] ?? ''])),
    ...(draft.dueAt ? { due_at: instant(draft.dueAt) } : {}),
    ...(draft.outage && draft.outageUntil ? { outage: { until: instant(draft.outageUntil) } } : {}),
  };
}

/** A kept draft in the form again; its list is not given back. */
export function draftOf(notice: Notice, local: (instant: string) => string): Draft {
  const { audience } = notice;
  const text = (values: readonly string[] | undefined) => (values ?? []).join(', ');
  return {
    ...EMPTY,
    name: notice.name,
    whom: notice.listed !== null ? 'list' : audience.everyone ? 'everyone' : 'conditions',
    branches: audience.branch_keys ?? [],
    states: text(audience.states),
    cities: text(audience.cities),
    plans: text(audience.plans),
    statuses: text(audience.contract_statuses),
    tags: text(audience.tags),
    withoutTags: text(audience.without_tags),
    source: audience.source ?? EMPTY.source,
    templateId: notice.template_id ? String(notice.template_id) : null,
    gatewayId: notice.gateway_id ? String(notice.gateway_id) : null,
    data: Object.fromEntries(Object.entries(notice.data ?? {}).map(([name, value]) => [name, String(value)])),
    dueAt: notice.due_at ? local(notice.due_at) : '',
    outage: notice.outage !== undefined && notice.outage !== null,
    outageUntil: notice.outage ? local(notice.outage.until) : '',
  };
}
