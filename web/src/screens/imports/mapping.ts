// From the columns of a file to what the batch endpoints take.

export type Kind = 'customers' | 'invoices' | 'messages';
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
  | 'customer_external_id'
  | 'due_date'
  | 'amount_cents'
  | 'status'
  | 'payment_method'
  | 'pix'
  | 'boleto_line'
  | 'pdf_url'
  | 'due_at'
  | 'dedupe_key';

/** What a file of each kind may have; `needed` must be given a column. */
export const FIELDS: Record<Kind, readonly { name: FieldName; needed?: boolean }[]> = {
  customers: [
    { name: 'external_id', needed: true },
    { name: 'name', needed: true },
    { name: 'document' },
    { name: 'phone' },
    { name: 'email' },
    { name: 'state' },
    { name: 'branch_key' },
    { name: 'tags' },
  ],
  invoices: [
    { name: 'external_id', needed: true },
    { name: 'customer_external_id', needed: true },
    { name: 'due_date', needed: true },
    { name: 'amount_cents', needed: true },
    { name: 'status' },
    { name: 'payment_method' },
    { name: 'pix' },
    { name: 'boleto_line' },
    { name: 'pdf_url' },
    { name: 'branch_key' },
  ],
  messages: [
    { name: 'external_id', needed: true },
    { name: 'name', needed: true },
    { name: 'phone' },
    { name: 'email' },
    { name: 'due_at' },
    { name: 'dedupe_key' },
  ],
};

/** Headings by which a column is known, folded. */
const HEADINGS: Record<FieldName, readonly string[]> = {
  external_id: ['external_id', 'id', 'codigo', 'cod', 'numero', 'id cliente', 'titulo', 'fatura', 'id fatura'],
  name: ['name', 'nome', 'razao', 'razao social', 'cliente', 'nome do cliente'],
  document: ['document', 'documento', 'cpf', 'cnpj', 'cpf/cnpj', 'cnpj_cpf', 'cpf_cnpj'],
  phone: ['phone', 'telefone', 'celular', 'whatsapp', 'telefone_celular', 'fone'],
  email: ['email', 'e-mail'],
  state: ['state', 'uf', 'estado'],
  branch_key: ['branch_key', 'branch', 'filial', 'id_filial', 'empresa'],
  tags: ['tags', 'etiquetas'],
  customer_external_id: [
    'customer_external_id',
    'customer',
    'id_cliente',
    'id cliente',
    'cliente',
    'codigo do cliente',
  ],
  due_date: ['due_date', 'vencimento', 'data_vencimento', 'data de vencimento'],
  amount_cents: ['amount_cents', 'amount', 'valor', 'valor em aberto', 'valor_aberto'],
  status: ['status', 'situacao'],
  payment_method: ['payment_method', 'forma de pagamento', 'tipo_recebimento', 'forma_pagamento'],
  pix: ['pix', 'pix copia e cola', 'pix_copia_cola'],
  boleto_line: ['boleto_line', 'linha digitavel', 'linha_digitavel'],
  pdf_url: ['pdf_url', 'boleto', 'url_boleto', 'link do boleto'],
  due_at: ['due_at', 'enviar em', 'agendar', 'data_envio'],
  dedupe_key: ['dedupe_key', 'chave'],
};

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();

export type Mapping = Partial<Record<FieldName, number>>;

/** Columns guessed by their headings; each column is taken once. */
export function guess(kind: Kind, header: readonly string[]): Mapping {
  const mapping: Mapping = {};
  const taken = new Set<number>();
  const names = header.map(fold);
  for (const { name } of FIELDS[kind]) {
    for (const heading of HEADINGS[name]) {
      const at = names.findIndex((one, index) => one === heading && !taken.has(index));
      if (at < 0) continue;
      mapping[name] = at;
      taken.add(at);
      break;
    }
  }
  return mapping;
}

/** `1.884.220,40`, `R$ 99,90` or `99.90` in cents; nothing for what is no amount. */
export function cents(text: string): number | null {
  const bare = text.replace(/r\$|\s/gi, '');
  const comma = bare.lastIndexOf(',');
  const plain = comma > bare.lastIndexOf('.') ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  return /^-?\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

/** `20/11/2026` or `2026-11-20` as a date of the API. */
export function date(text: string): string | null {
  const brazilian = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/.exec(text.trim());
  const found = brazilian
    ? `${brazilian[3]}-${brazilian[2]?.padStart(2, '0')}-${brazilian[1]?.padStart(2, '0')}`
    : /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0];
  return found && !Number.isNaN(Date.parse(`${found}T00:00Z`)) ? found : null;
}

const STATUSES: Record<string, string> = {
  aberto: 'open',
  'em aberto': 'open',
  a: 'open',
  pago: 'paid',
  paga: 'paid',
  recebido: 'paid',
  r: 'paid',
  cancelado: 'cancelled',
  cancelada: 'cancelled',
  c: 'cancelled',
  parcial: 'partial',
  renegociado: 'renegotiated',
  renegociada: 'renegotiated',
};

export type Target = { source: string; gatewayId?: number; templateId?: number; batchRef: string };
export type Made = { item: Record<string, unknown> } | { refused: FieldName };

/** One row as the batch endpoint takes it, or the field that does not serve. */
export function rowOf(
  kind: Kind,
  row: readonly string[],
  mapping: Mapping,
  header: readonly string[],
  target: Target,
): Made {
  const cell = (name: FieldName) => {
    const at = mapping[name];
    return at === undefined ? '' : (row[at] ?? '').trim();
  };
  const item: Record<string, unknown> = {};
  for (const { name, needed } of FIELDS[kind]) {
    const text = cell(name);
    if (text === '') {
      if (needed) return { refused: name };
      continue;
    }
    let value: unknown = text;
    if (name === 'amount_cents') value = cents(text);
    else if (name === 'due_date') value = date(text);
    else if (name === 'status') value = STATUSES[fold(text)] ?? fold(text);
    else if (name === 'tags') value = text.split(/[,|]/).map((tag) => tag.trim());
    if (value === null) return { refused: name };
    item[name] = value;
  }
  if (kind === 'invoices') item.status ??= 'open';
  if (kind === 'customers' || kind === 'messages') {
    const contacts = (['phone', 'email'] as const)
      .filter((name) => item[name] !== undefined)
      .map((name) => ({ kind: name, value: item[name] }));
    if (kind === 'customers') {
      if (contacts.length > 0) item.contacts = contacts;
      delete item.phone;
      delete item.email;
    }
  }
  if (kind !== 'messages') return { item };
  const { external_id, name, phone, email, due_at, dedupe_key } = item;
  const used = new Set(Object.values(mapping));
  // Every other column is a datum of the template, under its heading.
  const data = Object.fromEntries(
    header
      .map((heading, at) => [fold(heading).replace(/\W+/g, '_'), row[at] ?? ''] as const)
      .filter(([,], at) => !used.has(at)),
  );
  return {
    item: {
      gateway_id: target.gatewayId,
      template_id: target.templateId,
      batch_ref: target.batchRef,
      customer: { source: target.source, external_id, name, ...(phone ? { phone } : {}), ...(email ? { email } : {}) },
      data,
      ...(due_at ? { due_at } : {}),
      ...(dedupe_key ? { dedupe_key } : {}),
    },
  };
}
