import { describe, expect, it } from 'vitest';
import { formatter } from '~/format';
import { forecastSentence } from './forecast';

const format = formatter('pt-BR', 'America/Sao_Paulo');
const facts = {
  now: '2026-11-20T17:36:00Z',
  paused_all: null,
  waiting: 18_580,
  drains_at: '2026-11-20T19:45:00Z',
  left_for_next_window: 0,
  window: { closes_at: '2026-11-20T21:00:00Z', opens_at: '2026-11-23T11:00:00Z', open: true, window_ids: [1] },
  upcoming: [],
};

describe('the forecast in words', () => {
  it('is green well before the end of the sending hours', () => {
    const said = forecastSentence(facts, format);
    expect(said.tone).toBe('ok');
    expect(said.head).toEqual(['dashboard:forecast.drains', { at: 'hoje às 16:45' }]);
    expect(said.tail).toEqual(['dashboard:forecast.before', { span: '1 h 15 min' }]);
  });

  it('is amber shortly before it', () => {
    const said = forecastSentence({ ...facts, drains_at: '2026-11-20T20:48:00Z' }, format);
    expect([said.tone, said.tail]).toEqual(['warn', ['dashboard:forecast.only_before', { span: '12 min' }]]);
  });

  it('is red, with the way out, when some stay', () => {
    const said = forecastSentence({ ...facts, left_for_next_window: 3120 }, format);
    expect([said.tone, said.options]).toEqual(['bad', true]);
    expect(said.tail?.[1]?.count).toBe(3120);
  });

  it('says a pause, an empty queue and what it does not know', () => {
    const paused = { reason: 'x', since: facts.now, by: null, until: null };
    expect(forecastSentence({ ...facts, paused_all: paused }, format).head[0]).toBe('dashboard:forecast.paused');
    expect(forecastSentence({ ...facts, waiting: 0 }, format).tail).toBeUndefined();
    expect(forecastSentence({ ...facts, drains_at: null }, format).head[0]).toBe('dashboard:forecast.unknown');
  });
});
