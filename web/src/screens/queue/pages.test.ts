import { describe, expect, it } from 'vitest';
import { newer, type QueuePage, type Row, refreshed, told } from './pages';

const row = (id: number, status: Row['status'], version = 1): Row =>
  ({ id, status, updated_at: `2026-11-20T10:00:0${version}Z` }) as Row;
const page = (items: Row[], more = false): QueuePage => ({ items, next_cursor: more ? 'x' : null });

describe('rows that change under the eyes', () => {
  it('never move, and those that left the filter stay, marked', () => {
    const old = [row(9, 'waiting'), row(8, 'waiting'), row(7, 'waiting')];
    const next = refreshed(old, page([row(11, 'waiting'), row(9, 'waiting'), row(7, 'sending', 2)]), 'id', 5);
    expect(next.map((one) => [one.id, one.status, one.left ?? false])).toEqual([
      [9, 'waiting', false],
      [8, 'waiting', true],
      [7, 'sending', false],
    ]);
    expect(next[0]).toBe(old[0]);
    expect(next[2]?.changedAt).toBe(5);
  });

  it('are not taken for gone when the fresh page does not reach them', () => {
    const next = refreshed([row(9, 'sent'), row(3, 'sent')], page([row(12, 'sent'), row(9, 'sent')], true), 'id', 5);
    expect(next.some((one) => one.left)).toBe(false);
  });

  it('come back when they match again', () => {
    const next = refreshed([{ ...row(9, 'waiting'), left: true }], page([row(9, 'waiting')]), 'id', 5);
    expect(next[0]?.left).toBeUndefined();
  });

  it('take the status of an event at once, and are marked when the filter does not want it', () => {
    const old = [row(9, 'waiting'), row(8, 'waiting')];
    const next = told(old, new Map([[9, 'sent' as const]]), ['waiting'], 7);
    expect(next[0]).toMatchObject({ status: 'sent', left: true, changedAt: 7 });
    expect(next[1]).toBe(old[1]);
    expect(told(old, new Map([[1, 'sent' as const]]), [], 7)).toBe(old);
  });

  it('are counted when they are newer than the first', () => {
    expect(newer(9, page([row(12, 'sent'), row(10, 'sent'), row(9, 'sent')]))).toBe(2);
    expect(newer(undefined, page([row(12, 'sent')]))).toBe(0);
  });
});
