// A message as a line of a CSV file.

import { shownStatus } from '~/ui/status';
import type { Column, Words } from './columns';
import { values } from './data-values';
import type { Message } from './pages';

/** A text as one field; what a spreadsheet would take for a formula is made harmless. */
export function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d[\d\s.,-]*$/.test(text) ? `'${text}` : text;
  return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cell(row: Message, column: Column, { t, format, lookups, now }: Words): string {
  const when = (value: string | null) => (value ? format.full(value) : '');
  switch (column) {
    case 'id':
      return String(row.id);
    case 'customer':
      return row.customer.name;
    case 'data':
      return values(row.data).join(' · ');
    case 'status':
      return t(`status:${shownStatus(row, now)}`);
    case 'gateway':
      return lookups.gateway(row.gateway_id)?.name ?? String(row.gateway_id);
    case 'template':
      return lookups.template(row.template_id)?.name ?? String(row.template_id);
    case 'priority':
      return t(`word:priority.${row.priority}`);
    case 'origin':
      return t(`word:origin.${row.origin}`);
    case 'purpose':
      return t(`word:purpose.${row.purpose}`);
    case 'address':
      return row.address;
    case 'error_code':
      return row.error_code ?? '';
    case 'batch_ref':
      return row.batch_ref ?? '';
    default:
      return when(row[column]);
  }
}

/** One line of the file, as spreadsheets in Brazil read it: semicolons, CRLF. */
export const line = (row: Message, columns: readonly Column[], words: Words): string =>
  `${columns.map((column) => field(cell(row, column, words))).join(';')}\r\n`;
