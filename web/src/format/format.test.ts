import { describe, expect, it } from 'vitest';
import { formatter, fromLocalInput, toLocalInput } from './index';

const pt = formatter('pt-BR', 'America/Sao_Paulo');
const at = '2026-11-20T17:36:11Z';

describe('Brazilian numbers and dates', () => {
  it('writes money with points, comma and a plain space', () => {
    expect(pt.money(188422040)).toBe('R$ 1.884.220,40');
    expect(pt.money(5)).toBe('R$ 0,05');
  });

  it('writes times in the zone of the company, whatever the browser is', () => {
    expect(pt.minute(at)).toBe('20/11 14:36');
    expect(pt.second(at)).toBe('20/11 14:36:11');
    expect(formatter('pt-BR', 'America/Manaus').minute(at)).toBe('20/11 13:36');
  });

  it('writes midnight as 00, never 24', () => {
    expect(pt.minute('2026-11-20T03:00:00Z')).toBe('20/11 00:00');
  });

  it('speaks of the day by name when it is near', () => {
    const now = Date.parse(at);
    expect(pt.moment('2026-11-20T19:45:00Z', now)).toBe('hoje às 16:45');
    expect(pt.moment('2026-11-21T11:00:00Z', now)).toBe('amanhã às 08:00');
    // 02:30 UTC is still the day before in São Paulo.
    expect(pt.moment('2026-11-21T02:30:00Z', now)).toBe('hoje às 23:30');
    expect(pt.moment('2026-11-23T11:00:00Z', now)).toMatch(/seg.*23\/11 às 08:00/);
  });

  it('says how long ago, and the date beyond a day', () => {
    const now = Date.parse(at);
    expect(pt.ago(now - 38 * 60_000, now)).toBe('há 38 min');
    expect(pt.ago(now - 25 * 3_600_000, now)).toBe('19/11 13:36');
  });

  it('writes spans in two units at most', () => {
    expect(pt.span(75 * 60_000)).toBe('1 h 15 min');
    expect(pt.span(12 * 60_000)).toBe('12 min');
    expect(pt.countdown(581_000)).toBe('9:41');
  });
});

describe('a time that a person types', () => {
  it('is of the company, there and back', () => {
    expect(fromLocalInput('2026-11-20T14:36', 'America/Sao_Paulo')).toBe('2026-11-20T17:36:00.000Z');
    expect(toLocalInput(at, 'America/Sao_Paulo')).toBe('2026-11-20T14:36');
  });

  it('knows the summer time of other places', () => {
    expect(fromLocalInput('2026-07-01T12:00', 'Europe/Lisbon')).toBe('2026-07-01T11:00:00.000Z');
    expect(fromLocalInput('2026-12-01T12:00', 'Europe/Lisbon')).toBe('2026-12-01T12:00:00.000Z');
  });
});
