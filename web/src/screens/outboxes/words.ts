// What an outbox's codes and types are called.

import type { Translate } from '~/i18n';
import type { Outbox } from './outboxes';

/** The statuses of which it may be told, as the types of its events. */
export const TYPES = [
  'message.waiting',
  'message.sending',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.uncertain',
  'message.cancelled',
  'message.expired',
] as const;

export const address = (outbox: Outbox): string =>
  String((outbox.settings as { url?: unknown } | undefined)?.url ?? '');

export const codeWords = (t: Translate, code: string): string =>
  t.maybe(`outboxes:code.${code}`) ?? t.maybe(`code:${code}`) ?? t.maybe(`gateways:code.${code}`) ?? code;
