// Where the server writes a filter as one file: it streams it, and the browser shows how far it is.

import { stringifySearch } from '~/app/search';
import type { Language } from '~/i18n';
import type { Column } from './columns';
import type { MessageFilter } from './filter';

export function exportPath(filter: MessageFilter, columns: readonly Column[], language: Language): string {
  return `/api/v1/messages/export.csv${stringifySearch({ ...filter, columns: columns.join(','), language })}`;
}
