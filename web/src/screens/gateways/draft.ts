// A gateway as its form has it, and as the API takes it.

import type { components } from '~/api/schema';

export type Gateway = components['schemas']['Gateway'];
type Rate = components['schemas']['Rate'];

export type Draft = {
  name: string;
  kind: Gateway['kind'];
  /** Settings that are no secret, as text; secrets are only here when somebody typed new ones. */
  settings: Record<string, string>;
  flags: Record<string, boolean>;
  allowList: string;
  queueMode: 'queue' | 'continuous';
  deliveryMode: 'live' | 'allow_list' | 'simulate';
  outcomeUnknown: 'hold' | 'retry';
  rate: Record<keyof Rate, string>;
  maxInFlight: string;
  /** Of WhatsApp: whose limit of people it shares, and how many they are. */
  portfolio: string;
  people: string;
  windowId: string;
};

export type SettingField = {
  name: string;
  secret?: boolean;
  required?: boolean;
  /** The words that it may have; the first is what it is without one. */
  options?: readonly string[];
  /** Said even where it is the first of its options. */
  always?: boolean;
  /** Several lines, such as a key. */
  long?: boolean;
  /** Made here, by chance. */
  makes?: () => string;
  /** Only while another field says this. */
  when?: readonly [field: string, value: string];
};

/** Where people’s answers go: of each kind through which they can answer. */
const ANSWERS: readonly SettingField[] = [
  { name: 'answers', options: ['inbox', 'webhook'], always: true },
  { name: 'answers_url', when: ['answers', 'webhook'], required: true },
  { name: 'answers_secret', when: ['answers', 'webhook'], secret: true, required: true, makes: newSecret },
];

/** The fields of each kind's settings, in the order of the form. */
export const FIELDS: Record<Gateway['kind'], readonly SettingField[]> = {
  opa_suite: [
    { name: 'url', required: true },
    { name: 'token', secret: true, required: true },
    { name: 'channel_id', required: true },
    { name: 'hook_token', secret: true },
  ],
  webhook: [
    { name: 'url', required: true },
    { name: 'secret', secret: true, required: true, makes: newSecret },
    { name: 'authorization', secret: true },
  ],
  whatsapp_cloud: [
    { name: 'phone_number_id', required: true },
    { name: 'waba_id', required: true },
    { name: 'token', secret: true, required: true },
    { name: 'app_secret', secret: true },
    { name: 'verify_token', secret: true },
    ...ANSWERS,
  ],
  sms_http: [
    {
      name: 'preset',
      required: true,
      always: true,
      options: ['zenvia_sms', 'zenvia_rcs', 'infobip', 'twilio', 'kannel'],
    },
    { name: 'url' },
    { name: 'user' },
    { name: 'token', secret: true, required: true },
    { name: 'from', required: true },
    { name: 'public_url' },
    { name: 'hook_token', secret: true },
    ...ANSWERS,
  ],
  smpp: [
    { name: 'host', required: true },
    { name: 'port' },
    { name: 'system_id', required: true },
    { name: 'password', secret: true, required: true },
    { name: 'system_type' },
    { name: 'from', required: true },
    { name: 'window' },
    { name: 'id_format', options: ['same', 'hex_answers', 'hex_receipts'] },
    { name: 'long_messages', options: ['parts', 'payload'] },
    ...ANSWERS,
  ],
  smtp: [
    { name: 'host', required: true },
    { name: 'port' },
    { name: 'security', options: ['starttls', 'tls', 'none'] },
    { name: 'username' },
    { name: 'password', secret: true },
    { name: 'from', required: true },
    { name: 'from_name' },
    { name: 'reply_to' },
    { name: 'signing_secret', secret: true, required: true, makes: newToken },
    { name: 'public_url' },
    { name: 'dkim_selector' },
    { name: 'dkim_domain' },
    { name: 'dkim_key', secret: true, long: true },
    { name: 'return_path' },
    { name: 'bounces', options: ['off', 'imap', 'maildir'] },
    { name: 'imap_host', when: ['bounces', 'imap'], required: true },
    { name: 'imap_port', when: ['bounces', 'imap'] },
    { name: 'imap_security', when: ['bounces', 'imap'], options: ['tls', 'starttls', 'none'] },
    { name: 'imap_username', when: ['bounces', 'imap'], required: true },
    { name: 'imap_password', when: ['bounces', 'imap'], secret: true, required: true },
    { name: 'maildir', when: ['bounces', 'maildir'], required: true },
    { name: 'ca_pem', long: true },
  ],
  telegram: [
    { name: 'token', secret: true, required: true },
    { name: 'bot_username', required: true },
    { name: 'signing_secret', secret: true, required: true, makes: newToken },
    { name: 'hook_token', secret: true, makes: newToken },
    { name: 'hook_url' },
    ...ANSWERS,
  ],
};
export const FLAGS: Record<Gateway['kind'], readonly string[]> = {
  opa_suite: ['allow_started_attendance'],
  webhook: ['allow_private'],
  whatsapp_cloud: [],
  sms_http: ['transliterate'],
  smpp: ['transliterate'],
  smtp: ['allow_private'],
  telegram: ['answer_buttons'],
};
export const RATES = ['per_second', 'per_minute', 'per_hour', 'per_day', 'burst'] as const;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

export function draftOf(gateway?: Gateway): Draft {
  const settings = (gateway?.settings ?? {}) as Record<string, unknown>;
  const kind = gateway?.kind ?? 'opa_suite';
  return {
    name: gateway?.name ?? '',
    kind,
    settings: Object.fromEntries(
      FIELDS[kind].map((field) => [
        field.name,
        field.secret ? '' : text(settings[field.name] ?? (gateway?.id === undefined ? field.options?.[0] : undefined)),
      ]),
    ),
    flags: Object.fromEntries(FLAGS[kind].map((flag) => [flag, settings[flag] === true])),
    allowList: Array.isArray(settings.allow_list) ? settings.allow_list.join('\n') : '',
    queueMode: gateway?.queue_mode ?? 'queue',
    deliveryMode: gateway?.delivery_mode ?? 'allow_list',
    outcomeUnknown: gateway?.outcome_unknown ?? 'hold',
    rate: Object.fromEntries(RATES.map((name) => [name, text(gateway?.rate?.[name])])) as Draft['rate'],
    maxInFlight: text(gateway?.max_in_flight),
    portfolio: text(gateway?.portfolio?.key),
    people: text(gateway?.portfolio?.recipients_per_day),
    windowId: text(gateway?.window_id),
  };
}

const number = (value: string): number | undefined =>
  value.trim() === '' ? undefined : Number(value.replace(',', '.'));

/** The body of a POST, or of a PATCH of `before`: there an emptied field is null and an untyped secret stays. */
export function bodyOf(draft: Draft, before?: Gateway): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const field of FIELDS[draft.kind]) {
    const value = draft.settings[field.name]?.trim() || (field.always ? (field.options?.[0] ?? '') : '');
    if (value !== '') settings[field.name] = value;
    else if (before && !field.secret) settings[field.name] = null;
  }
  const old = (before?.settings ?? {}) as Record<string, unknown>;
  for (const flag of FLAGS[draft.kind]) {
    if (draft.flags[flag] || old[flag] === true) settings[flag] = draft.flags[flag] ?? false;
  }
  const list = draft.allowList
    .split(/[\n,;]+/)
    .map((one) => one.trim())
    .filter(Boolean);
  if (list.length > 0) settings.allow_list = list;
  else if (old.allow_list) settings.allow_list = null;
  const rate = Object.fromEntries(
    RATES.map((name) => [name, number(draft.rate[name])]).filter(([, value]) => value !== undefined),
  );
  const body: Record<string, unknown> = {
    name: draft.name.trim(),
    settings,
    queue_mode: draft.queueMode,
    delivery_mode: draft.deliveryMode,
    outcome_unknown: draft.outcomeUnknown,
  };
  if (!before) body.kind = draft.kind;
  const hasRate = Object.keys(rate).length > 0;
  if (before?.rate) {
    // A merge patch keeps what it does not name: what was emptied has to be said.
    body.rate = hasRate ? Object.fromEntries(RATES.map((name) => [name, rate[name] ?? null])) : null;
  } else if (hasRate) body.rate = rate;
  const inFlight = number(draft.maxInFlight);
  if (inFlight !== undefined || before?.max_in_flight !== undefined) body.max_in_flight = inFlight ?? null;
  const people = number(draft.people);
  if (draft.portfolio.trim() && people !== undefined) {
    body.portfolio = { key: draft.portfolio.trim(), recipients_per_day: people };
  } else if (before?.portfolio) body.portfolio = null;
  if (draft.windowId || before?.window_id !== undefined) {
    body.window_id = draft.windowId ? Number(draft.windowId) : null;
  }
  return body;
}

/** Whether a field is asked for, as the others stand. */
export const asked = (field: SettingField, draft: Draft) =>
  field.when === undefined || draft.settings[field.when[0]] === field.when[1];

/** 32 random letters and digits, which every kind takes as a secret. */
export function newToken(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A signing secret as the webhook adapter wants it: `whsec_` and 32 random bytes. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
