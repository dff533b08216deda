// A week of sending hours: as openings (what the API keeps) and as hours of a grid (what is painted).

import type { components } from '~/api/schema';

export type Opening = components['schemas']['Window']['weekly'][number];
export type Day = Opening['days'][number];
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Day[];

const minutes = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};
const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

/** Open ranges of each day in minutes; what goes past midnight is counted to the day after. */
export function ranges(weekly: readonly Opening[]): [number, number][][] {
  const week: [number, number][][] = DAYS.map(() => []);
  for (const opening of weekly) {
    const [from, to] = [minutes(opening.from), minutes(opening.to)];
    for (const day of opening.days) {
      const index = DAYS.indexOf(day);
      if (to > from) week[index]?.push([from, to]);
      else {
        week[index]?.push([from, 1440]);
        if (to > 0) week[(index + 1) % 7]?.push([0, to]);
      }
    }
  }
  return week.map(joined);
}

function joined(list: [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of [...list].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** How much of an hour is open, from 0 to 1. */
export function share(day: readonly [number, number][], hour: number): number {
  const [from, to] = [hour * 60, hour * 60 + 60];
  return day.reduce((sum, range) => sum + Math.max(0, Math.min(to, range[1]) - Math.max(from, range[0])), 0) / 60;
}

/** The week with some hours of some days opened or closed. */
export function paint(weekly: readonly Opening[], day: number, hour: number, open: boolean): Opening[] {
  const week = ranges(weekly);
  const cell: [number, number] = [hour * 60, hour * 60 + 60];
  const list = week[day] ?? [];
  week[day] = open
    ? joined([...list, cell])
    : list.flatMap(([from, to]): [number, number][] => {
        const left: [number, number][] = [];
        if (from < cell[0]) left.push([from, Math.min(to, cell[0])]);
        if (to > cell[1]) left.push([Math.max(from, cell[1]), to]);
        return left;
      });
  return openings(week);
}

/** Openings of a week, with days of the same hours in one. */
export function openings(week: readonly (readonly [number, number][])[]): Opening[] {
  const byHours = new Map<string, Day[]>();
  week.forEach((list, index) => {
    for (const [from, to] of list) {
      const key = `${clock(from)} ${clock(to)}`;
      const day = DAYS[index];
      if (day) byHours.set(key, [...(byHours.get(key) ?? []), day]);
    }
  });
  return [...byHours].map(([key, days]) => {
    const [from = '', to = ''] = key.split(' ');
    return { days, from, to };
  });
}
