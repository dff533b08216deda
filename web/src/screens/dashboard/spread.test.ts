import { describe, expect, it } from 'vitest';
import { spread } from './spread';

describe('spreading what waited during an outage', () => {
  const now = Date.parse('2026-11-20T14:00:00Z');

  it('puts everything into even groups before the end', () => {
    const ids = Array.from({ length: 100 }, (_, id) => id + 1);
    const groups = spread(ids, now, now + 60 * 60_000);
    expect(groups.flatMap((group) => group.ids)).toEqual(ids);
    expect(groups.length).toBeLessThanOrEqual(12);
    expect(Date.parse(groups.at(-1)?.due_at ?? '')).toBeLessThan(now + 60 * 60_000);
    expect(groups[0]?.due_at).toBe('2026-11-20T14:00:00.000Z');
  });

  it('sends all at once where no time is left, and nothing where nothing waits', () => {
    expect(spread([1, 2, 3], now, now)).toEqual([{ due_at: '2026-11-20T14:00:00.000Z', ids: [1, 2, 3] }]);
    expect(spread([], now, now + 60_000)).toEqual([]);
  });
});
