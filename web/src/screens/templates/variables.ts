// What a template may speak of. Stored in English with the server's filters (`invoice.amount_cents | reais`); shown and
// accepted, in Portuguese, under the names that a collections team uses (`fatura.valor`).

export type Variable = { alias: string; stored: string; example: string };

export const VARIABLES: readonly Variable[] = [
  { alias: 'cliente.primeiro_nome', stored: 'customer.name | primeiro_nome', example: 'Maria' },
  { alias: 'cliente.nome', stored: 'customer.name', example: 'Maria Exemplo' },
  { alias: 'cliente.documento', stored: 'customer.document', example: '111.444.777-35' },
  { alias: 'fatura.valor', stored: 'invoice.amount_cents | reais', example: 'R$ 99,90' },
  { alias: 'fatura.valor_em_aberto', stored: 'invoice.open_cents | reais', example: 'R$ 99,90' },
  { alias: 'fatura.vencimento', stored: 'invoice.due_date | data', example: '23/11/2026' },
  { alias: 'fatura.numero', stored: 'invoice.external_id', example: '48213' },
  { alias: 'fatura.pix_copia_cola', stored: 'invoice.pix', example: '00020126580014br.gov.bcb.pix0136exemplo' },
  {
    alias: 'fatura.linha_digitavel',
    stored: 'invoice.boleto_line',
    example: '00190.00009 01234.567891 23456.789012 3 00000000009990',
  },
  { alias: 'fatura.url_boleto', stored: 'invoice.pdf_url', example: 'https://provedor.example/boleto/48213' },
  { alias: 'contrato.numero', stored: 'contract.external_id', example: '1024' },
  { alias: 'contrato.plano', stored: 'contract.plan', example: 'Fibra 500' },
  { alias: 'filial.nome', stored: 'branch.name', example: 'Matriz' },
  { alias: 'filial.razao_social', stored: 'branch.legal_name', example: 'Provedor Exemplo Ltda.' },
  { alias: 'filial.cnpj', stored: 'branch.document', example: '11.222.333/0001-81' },
  { alias: 'filial.endereco', stored: 'branch.address', example: 'Rua Exemplo, 100' },
];

const HOLE = /\{\{-?\s*([^{}]*?)\s*-?\}\}/g;
const tidy = (expression: string) => expression.replace(/\s*\|\s*/g, ' | ').trim();
const byStored = new Map(VARIABLES.map((variable) => [variable.stored, variable]));
const byAlias = new Map(VARIABLES.map((variable) => [variable.alias, variable]));

/** A stored text with the Portuguese names. */
export function shown(text: string): string {
  return text.replace(HOLE, (whole, expression: string) => {
    const known = byStored.get(tidy(expression));
    return known ? `{{${known.alias}}}` : whole;
  });
}

/** A text as typed, under the stored names. */
export function stored(text: string): string {
  return text.replace(HOLE, (whole, expression: string) => {
    const known = byAlias.get(tidy(expression));
    return known ? `{{ ${known.stored} }}` : whole;
  });
}

export type Piece = { text: string; hole?: boolean; unknown?: boolean };

const ROOTS = new Set(['branch', 'contract', 'customer', 'data', 'invoice', 'signature']);

/** The text in pieces, with examples in the place of what is known. */
export function example(text: string): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const found of text.matchAll(HOLE)) {
    const expression = tidy(found[1] ?? '');
    const known = byStored.get(expression) ?? byAlias.get(expression);
    const root = /^[a-z_]+/.exec(expression)?.[0] ?? '';
    if (found.index > last) pieces.push({ text: text.slice(last, found.index) });
    pieces.push({ text: known?.example ?? expression, hole: true, unknown: !known && !ROOTS.has(root) });
    last = found.index + found[0].length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last) });
  return pieces;
}

export type Finding = {
  level: 'ok' | 'warn' | 'bad';
  code: 'known' | 'unknown' | 'long' | 'promotion' | 'shortener' | 'supplier';
  what?: string;
};

const PROMOTION = /\b(promo[çc][aã]o|desconto|imperd[ií]vel|aproveite|oferta|gr[aá]tis|sorteio|cupom)\b/i;
const SHORTENER = /\b(bit\.ly|tinyurl\.com|goo\.gl|t\.co|encurtador\.com\.br|cutt\.ly|is\.gd)\b/i;
/** Longest text of a WhatsApp template's body. */
export const LONGEST = 1024;

/** What is worth saying about a text before it is saved. */
export function verify(text: string, purpose: string): Finding[] {
  const findings: Finding[] = [];
  const unknown = example(text)
    .filter((piece) => piece.unknown)
    .map((piece) => piece.text);
  findings.push(
    unknown.length > 0 ? { level: 'bad', code: 'unknown', what: unknown.join(', ') } : { level: 'ok', code: 'known' },
  );
  if (text.length > LONGEST) findings.push({ level: 'warn', code: 'long' });
  const promotion = PROMOTION.exec(text)?.[0];
  if (promotion) findings.push({ level: 'warn', code: 'promotion', what: promotion });
  const shortener = SHORTENER.exec(text)?.[0];
  if (shortener) findings.push({ level: 'warn', code: 'shortener', what: shortener });
  if (purpose === 'collection' && !/cnpj/i.test(text)) findings.push({ level: 'warn', code: 'supplier' });
  return findings;
}
