import { describe, expect, it } from 'vitest';
import { countChanges, draftOf, type Ladder, offsetName, recordOf } from './draft';

const ladder = {
  id: 1,
  name: 'Padrão',
  starts_on: '2026-11-01',
  steps: [
    { offset_days: 5, template_id: 2 },
    { offset_days: -3, template_id: 1 },
  ],
} as unknown as Ladder;

describe('a ladder’s draft', () => {
  it('is in the order of the days', () => {
    expect(draftOf(ladder).steps.map((step) => step.offset_days)).toEqual([-3, 5]);
    expect((recordOf(draftOf(ladder)).steps as { offset_days: number }[])[0]?.offset_days).toBe(-3);
  });

  it('counts a changed, an added and a renamed thing once each', () => {
    const draft = draftOf(ladder);
    expect(countChanges(ladder, draft)).toBe(0);
    const steps = [{ offset_days: -2, template_id: 1 }, ...draft.steps.slice(1), { offset_days: 10, template_id: 2 }];
    expect(countChanges(ladder, { ...draft, steps, name: 'Outra' })).toBe(3);
  });

  it('names its days', () => {
    expect([-3, 0, 15].map((days) => offsetName(days, 'Vencimento'))).toEqual(['D−3', 'Vencimento', 'D+15']);
  });
});
