// The forecast as one sentence: when the queue will be empty, held against the end of the sending hours.

import type { Format } from '~/format';
import type { Key, Vars } from '~/i18n';
import type { Dashboard } from './data';

export type Sentence = {
  tone: 'ok' | 'warn' | 'bad' | 'plain';
  head: [Key, Vars?];
  /** The part of the sentence in the tone's colour. */
  tail?: [Key, Vars?];
  options?: boolean;
};

/** Less than this before the end of the sending hours is close. */
const CLOSE_MS = 30 * 60_000;

type Facts = Pick<
  Dashboard,
  'paused_all' | 'waiting' | 'drains_at' | 'left_for_next_window' | 'window' | 'upcoming' | 'now'
>;

export function forecastSentence(facts: Facts, format: Pick<Format, 'moment' | 'span'>): Sentence {
  const now = Date.parse(facts.now);
  const { closes_at: closes, opens_at: opens } = facts.window;
  if (facts.paused_all) return { tone: 'bad', head: ['dashboard:forecast.paused'] };
  if (facts.waiting === 0) {
    const next = facts.upcoming[0];
    return {
      tone: 'plain',
      head: ['dashboard:forecast.empty'],
      tail: next && ['dashboard:forecast.next', { name: next.name, at: format.moment(next.at, now) }],
    };
  }
  if (facts.left_for_next_window > 0) {
    const vars = { count: facts.left_for_next_window, at: opens ? format.moment(opens, now) : '' };
    return {
      tone: 'bad',
      head: ['dashboard:forecast.not_today'],
      tail: [opens ? 'dashboard:forecast.left' : 'dashboard:forecast.left_open', vars],
      options: true,
    };
  }
  if (!facts.drains_at) return { tone: 'warn', head: ['dashboard:forecast.unknown'] };
  const at = { at: format.moment(facts.drains_at, now) };
  const margin = closes ? Date.parse(closes) - Date.parse(facts.drains_at) : null;
  if (margin === null || margin < 0) {
    return { tone: margin === null ? 'plain' : 'warn', head: ['dashboard:forecast.always', at] };
  }
  const head: Sentence['head'] = ['dashboard:forecast.drains', at];
  const key = margin < CLOSE_MS ? 'dashboard:forecast.only_before' : 'dashboard:forecast.before';
  return { tone: margin < CLOSE_MS ? 'warn' : 'ok', head, tail: [key, { span: format.span(margin) }] };
}
