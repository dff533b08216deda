import { describe, expect, it } from 'vitest';
import { maskDate, maskTime, orderOf, readDate, readTime, writeDate } from './date-mask';

const BR = orderOf('pt-BR');
const EN = orderOf('en');

describe('a date as it is typed', () => {
  it('is in the order of the language', () => {
    expect(BR).toEqual(['day', 'month', 'year']);
    expect(EN).toEqual(['month', 'day', 'year']);
    expect(writeDate('2026-11-20', BR)).toBe('20/11/2026');
    expect(writeDate('2026-11-20', EN)).toBe('11/20/2026');
    expect(writeDate('', BR)).toBe('');
  });

  it('gets its slashes', () => {
    const steps = ['2', '20', '201', '2011', '20112', '20112026', '20/11/2026', '20-11-2026', '5/3/2026', '201120269'];
    expect(steps.map((text) => maskDate(text, BR))).toEqual([
      '2',
      '20',
      '20/1',
      '20/11',
      '20/11/2',
      '20/11/2026',
      '20/11/2026',
      '20/11/2026',
      '05/03/2026',
      '20/11/2026',
    ]);
  });

  it('is a day, or nothing', () => {
    expect(readDate('20/11/2026', BR)).toBe('2026-11-20');
    expect(readDate('11/20/2026', EN)).toBe('2026-11-20');
    expect(['', '20/11', '31/02/2026', '20/13/2026', '2/1/2026'].map((text) => readDate(text, BR))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});

describe('an hour as it is typed', () => {
  it('gets its colon', () => {
    expect(['8', '08', '083', '0830', '8:30', '8h30', '08:'].map(maskTime)).toEqual([
      '8',
      '08',
      '08:3',
      '08:30',
      '08:30',
      '08:30',
      '08:',
    ]);
  });

  it('is one of the day', () => {
    expect(readTime('23:59')).toBe('23:59');
    expect([readTime('24:00'), readTime('24:00', true), readTime('8:30'), readTime('12:60')]).toEqual([
      undefined,
      '24:00',
      undefined,
      undefined,
    ]);
  });
});
