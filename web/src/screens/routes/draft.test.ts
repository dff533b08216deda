import { describe, expect, it } from 'vitest';
import { bodyOf, moved, type Route, spoken, stepsOf } from './draft';

const route = {
  id: 1,
  name: 'Tudo',
  steps: [
    { gateway_id: 1, template_id: 7, after_seconds: 5400 },
    { gateway_id: 2, template_id: 7 },
  ],
} as unknown as Route;

describe('a sequence’s form', () => {
  it('gives back what it was given', () => {
    expect(bodyOf(stepsOf(route), () => true)).toEqual(route.steps);
  });

  it('waits only where something follows and deliveries are confirmed', () => {
    const steps = stepsOf(route).map((step) => ({ ...step, minutes: '10' }));
    expect(bodyOf(steps, () => true).map((step) => step.after_seconds)).toEqual([600, undefined]);
    expect(bodyOf(steps, (gateway) => gateway !== 1)[0]).not.toHaveProperty('after_seconds');
  });

  it('moves a step, and not beyond the ends', () => {
    const order = (by: 1 | -1, place: number) => moved(stepsOf(route), place, by).map((step) => step.gateway);
    expect(order(1, 0)).toEqual(['2', '1']);
    expect(order(-1, 0)).toEqual(['1', '2']);
    expect(order(1, 1)).toEqual(['1', '2']);
  });

  it('says times in the largest unit', () => {
    expect([90, 5400, 7200, 172_800].map(spoken)).toEqual([
      { unit: 'minutes', n: 1.5 },
      { unit: 'minutes', n: 90 },
      { unit: 'hours', n: 2 },
      { unit: 'days', n: 2 },
    ]);
  });
});
