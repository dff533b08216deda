import { describe, expect, it } from 'vitest';
import { FAULTS, isOf, NAMES, type Rule, ruleOf, spent } from './faults';

const rule = (more: object): Rule => ({ id: 1, applied: 0, left: null, fault: FAULTS.busy, ...more }) as Rule;

describe('faults of the simulator', () => {
  it('reach every call, one in ten, or the next one', () => {
    expect(ruleOf('busy', 'all', '')).toEqual({ fault: { kind: 'status', code: 429 }, calls: 'all' });
    expect(ruleOf('busy', 'some', '').probability).toBe(0.1);
    expect(ruleOf('hang_after', 'next', '+55 49 90000-0001')).toEqual({
      fault: { kind: 'hang_after_accept' },
      calls: 'sends',
      times: 1,
      recipient: '+55 49 90000-0001',
    });
  });

  it('are told apart, also by their code', () => {
    const found = NAMES.filter((name) => isOf(name, rule({})));
    expect(found).toEqual(['busy']);
    expect(NAMES.filter((name) => isOf(name, rule({ fault: { kind: 'status', code: 503 } })))).toEqual([]);
  });

  it('are over when nothing of them is left', () => {
    expect(spent(rule({ left: 0 }))).toBe(true);
    expect(spent(rule({ left: null }))).toBe(false);
  });
});
