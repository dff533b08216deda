// What a file of each kind may say, as a person chooses columns for it.

import type { components } from '~/api/schema';

export type Import = components['schemas']['Import'];
export type Kind = Import['kind'];
export const KINDS = ['customers', 'invoices', 'messages'] as const satisfies readonly Kind[];

export type FieldName =
  | 'external_id'
  | 'name'
  | 'document'
  | 'phone'
  | 'email'
  | 'state'
  | 'branch_key'
  | 'tags'
  | 'contract_external_id'
  | 'contract_plan'
  | 'contract_status'
  | 'customer_external_id'
  | 'due_date'
  | 'amount'
  | 'open_amount'
  | 'status'
  | 'payment_method'
  | 'pix'
  | 'boleto_line'
  | 'pdf_url'
  | 'due_at'
  | 'dedupe_key';

export type ImportField = {
  /** As the server calls it. */
  name: string;
  /** Its words are `imports:field.…`. */
  words: FieldName;
  /** It must be given a column. */
  needed: boolean;
};

const LISTS: Record<Kind, { needed: readonly FieldName[]; more: readonly FieldName[] }> = {
  customers: {
    needed: ['external_id', 'name'],
    more: [
      'document',
      'phone',
      'email',
      'state',
      'branch_key',
      'tags',
      'contract_external_id',
      'contract_plan',
      'contract_status',
    ],
  },
  invoices: {
    needed: ['external_id', 'customer_external_id', 'due_date', 'amount'],
    more: ['open_amount', 'status', 'payment_method', 'pix', 'boleto_line', 'pdf_url', 'branch_key'],
  },
  messages: { needed: ['external_id', 'name'], more: ['phone', 'email', 'due_at', 'dedupe_key'] },
};

/** Of a message, these are about its customer. */
const CUSTOMER: readonly FieldName[] = ['external_id', 'name', 'phone', 'email'];

/** The fields of a kind, those that are needed first. */
export function fieldsOf(kind: Kind): ImportField[] {
  const { needed, more } = LISTS[kind];
  return [...needed, ...more].map((words) => ({
    name: kind === 'messages' && CUSTOMER.includes(words) ? `customer.${words}` : words,
    words,
    needed: needed.includes(words),
  }));
}

/** Whether a field has its column; an amount in cents does for an amount. */
export function isMapped(field: string, mapping: Import['mapping']): boolean {
  const said = mapping ?? {};
  return said[field] !== undefined || (field === 'amount' && said.amount_cents !== undefined);
}

/** Whether it is at work, so that it moves by itself. */
export function atWork(status: Import['status']): boolean {
  return status === 'reading' || status === 'writing' || status === 'undoing';
}
