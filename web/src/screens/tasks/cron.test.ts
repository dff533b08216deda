import { describe, expect, it } from 'vitest';
import { cronOf, nextFirings, parseCron, planOf } from './cron';

const ZONE = 'America/Sao_Paulo';
const friday = Date.parse('2026-11-20T17:36:30Z');

describe('cron in words', () => {
  it('goes to a plan and back', () => {
    for (const text of ['* * * * *', '*/5 8-18 * * 1,2,3,4,5', '30 8 * * *', '0 9 * * 1']) {
      const plan = planOf(text);
      expect(plan && cronOf(plan), text).toBe(text);
    }
    expect(planOf('0 0 1 * *')).toBeNull();
    expect(planOf('1,7 3 * * *')).toBeNull();
  });

  it('refuses what is no cron', () => {
    for (const text of ['', '* * * *', '61 * * * *', '*/0 * * * *', '5-1 * * * *', 'x * * * *']) {
      expect(parseCron(text), text).toBeNull();
    }
  });

  it('says when it fires next, on the clock of the zone', () => {
    expect(nextFirings('* * * * *', ZONE, friday, 2)).toEqual(['2026-11-20T17:37:00.000Z', '2026-11-20T17:38:00.000Z']);
    // 08:00 in Brasília is 11:00 UTC; the weekend is left out.
    expect(nextFirings('0 8 * * mon-fri', ZONE, friday, 2)).toEqual([
      '2026-11-23T11:00:00.000Z',
      '2026-11-24T11:00:00.000Z',
    ]);
  });

  it('takes either day field where both are restricted', () => {
    const found = nextFirings('0 8 1 * 1', ZONE, friday, 3).map((at) => at.slice(0, 10));
    expect(found).toEqual(['2026-11-23', '2026-11-30', '2026-12-01']);
  });
});
