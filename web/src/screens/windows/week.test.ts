import { describe, expect, it } from 'vitest';
import { openings, paint, ranges, share } from './week';

const weekly = [{ days: ['mon' as const, 'tue' as const], from: '08:30', to: '18:00' }];

describe('a week of sending hours', () => {
  it('goes to ranges and back', () => {
    expect(openings(ranges(weekly))).toEqual(weekly);
    expect(share(ranges(weekly)[0] ?? [], 8)).toBe(0.5);
    expect(share(ranges(weekly)[2] ?? [], 8)).toBe(0);
  });

  it('counts what goes past midnight to the next day', () => {
    const night = ranges([{ days: ['sun'], from: '22:00', to: '02:00' }]);
    expect([night[6], night[0]]).toEqual([[[1320, 1440]], [[0, 120]]]);
  });

  it('is painted by the hour', () => {
    expect(paint(weekly, 0, 18, true)).toEqual([
      { days: ['mon'], from: '08:30', to: '19:00' },
      { days: ['tue'], from: '08:30', to: '18:00' },
    ]);
    expect(paint([{ days: ['mon'], from: '08:00', to: '11:00' }], 0, 9, false)).toEqual([
      { days: ['mon'], from: '08:00', to: '09:00' },
      { days: ['mon'], from: '10:00', to: '11:00' },
    ]);
  });
});
