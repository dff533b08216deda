// Which dialog is open over the queue, and over what.

import type { MessageFilter } from './filter';
import type { BulkAction } from './operations';
import type { Message } from './pages';

export type Target =
  | { kind: 'ids'; ids: readonly number[] }
  /** `words`: the filter as a sentence. */
  | { kind: 'filter'; filter: MessageFilter; words: string };

export type Asking =
  | { what: 'bulk'; action: BulkAction; target: Target }
  | { what: 'pending'; filter: MessageFilter; words: string }
  | { what: 'place'; message: Message }
  | { what: 'export'; filter: MessageFilter; words: string };
