// What is typed into the search: `status:falhou gateway:opa erro:131049 maria`. Words before the colon are known in the
// three languages; what is no qualifier is searched as name, phone or id by the server.

import type { ApiStatus } from '~/ui/status';
import { STATUSES, type TextName, type View } from './filter';

type Named = { id: number; name: string; key?: string | null };

export type Known = { gateways: readonly Named[]; templates: readonly Named[] };

const WORDS: Record<string, TextName | 'status'> = {
  status: 'status',
  estado: 'status',
  gateway: 'gateway_id',
  modelo: 'template_id',
  template: 'template_id',
  plantilla: 'template_id',
  erro: 'error_code',
  error: 'error_code',
  codigo: 'error_code',
  lote: 'batch_ref',
  batch: 'batch_ref',
  execucao: 'run_id',
  run: 'run_id',
  ejecucion: 'run_id',
  cliente: 'customer',
  customer: 'customer',
  fatura: 'invoice',
  invoice: 'invoice',
  factura: 'invoice',
  origem: 'origin',
  origin: 'origin',
  origen: 'origin',
  finalidade: 'purpose',
  purpose: 'purpose',
  finalidad: 'purpose',
  prioridade: 'priority',
  priority: 'priority',
  prioridad: 'priority',
};

/** The first of each meaning, for suggestions in the reader's language. */
export const QUALIFIERS: Record<'pt-BR' | 'en' | 'es', readonly string[]> = {
  'pt-BR': [
    'status',
    'gateway',
    'modelo',
    'erro',
    'origem',
    'prioridade',
    'finalidade',
    'lote',
    'execucao',
    'cliente',
    'fatura',
  ],
  en: [
    'status',
    'gateway',
    'template',
    'error',
    'origin',
    'priority',
    'purpose',
    'batch',
    'run',
    'customer',
    'invoice',
  ],
  es: [
    'estado',
    'gateway',
    'plantilla',
    'error',
    'origen',
    'prioridad',
    'finalidad',
    'lote',
    'ejecucion',
    'cliente',
    'factura',
  ],
};

const STATUS_WORDS: Record<string, readonly ApiStatus[]> = {
  // The document that the product comes from says only "pendente".
  pendente: ['waiting'],
  pendiente: ['waiting'],
  pending: ['waiting'],
  aguardando: ['waiting'],
  agendada: ['waiting'],
  'nova tentativa': ['waiting'],
  espera: ['waiting'],
  enviando: ['sending'],
  enviada: ['sent'],
  enviado: ['sent'],
  entregue: ['delivered'],
  entregado: ['delivered'],
  lida: ['read'],
  leido: ['read'],
  falhou: ['failed'],
  fallo: ['failed'],
  conferir: ['uncertain'],
  'a conferir': ['uncertain'],
  verificar: ['uncertain'],
  cancelada: ['cancelled'],
  cancelado: ['cancelled'],
  impedida: ['cancelled'],
  expirada: ['expired'],
  caducado: ['expired'],
};

const VALUES: Partial<Record<TextName, Record<string, string>>> = {
  priority: { urgente: 'urgent', alta: 'high', normal: 'normal', baixa: 'low', baja: 'low' },
  origin: {
    regua: 'billing',
    cobranca: 'billing',
    assinatura: 'signature',
    firma: 'signature',
    importacao: 'import',
    comunicado: 'notice',
    ixc: 'opa_compat',
  },
  purpose: {
    cobranca: 'collection',
    cobranza: 'collection',
    lembrete: 'reminder',
    recordatorio: 'reminder',
    assinatura: 'signature',
    firma: 'signature',
    servico: 'service',
    servicio: 'service',
    pedido: 'requested',
  },
};

export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** `word:value` with quotes around what has spaces. */
const TOKEN = /(\p{L}+):("([^"]*)"|\S*)/gu;

export type Typed = { rest: string; status: ApiStatus[]; texts: View['texts']; unknown: string[] };

export function readTyped(text: string, known: Known): Typed {
  const typed: Typed = { rest: '', status: [], texts: {}, unknown: [] };
  typed.rest = text
    .replace(TOKEN, (token, word: string, raw: string, quoted: string | undefined) => {
      const name = WORDS[fold(word)];
      const value = quoted ?? raw;
      if (!name || value === '') return token;
      if (name === 'status') {
        const wanted = fold(value);
        const found = STATUS_WORDS[wanted] ?? STATUSES.filter((status) => status === wanted);
        if (found.length === 0) typed.unknown.push(token);
        typed.status.push(...found);
        return '';
      }
      const resolved = resolve(name, value, known);
      if (resolved === null) typed.unknown.push(token);
      else typed.texts[name] = resolved;
      return '';
    })
    .replace(/\s+/g, ' ')
    .trim();
  return typed;
}

function resolve(name: TextName, value: string, known: Known): string | null {
  if (name === 'gateway_id' || name === 'template_id') {
    if (/^\d+$/.test(value)) return value;
    const wanted = fold(value);
    const found = (name === 'gateway_id' ? known.gateways : known.templates).find(
      (one) => fold(one.key ?? '') === wanted || fold(one.name).includes(wanted),
    );
    return found ? String(found.id) : null;
  }
  if (name === 'run_id') return /^\d+$/.test(value) ? value : null;
  const words = VALUES[name];
  if (!words) return value;
  const wanted = fold(value);
  return words[wanted] ?? (Object.values(words).includes(wanted) || wanted === 'api' ? wanted : null);
}
