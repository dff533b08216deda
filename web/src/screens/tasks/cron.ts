// Five cron fields as the form has them, in words, and when they fire next. The server decides when a task runs; this
// only shows it, for the patterns that the form writes and for whatever plain cron somebody typed.

import { fromLocalInput } from '~/format';

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The values that a field allows, or null where it is not understood. */
function field(text: string, [least, most]: readonly [number, number]): Set<number> | null {
  const found = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    const ends =
      range === '*'
        ? [least, most]
        : range.split('-').map((end) => {
            const day = DAY_NAMES.indexOf(end);
            return day >= 0 && most === 7 ? day : Number(end);
          });
    const from = ends[0] ?? Number.NaN;
    const to = ends.length > 1 ? (ends[1] ?? Number.NaN) : stepText === undefined ? from : most;
    if (![from, to, step].every(Number.isInteger) || step < 1 || from < least || to > most || from > to) return null;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return found;
}

export type Fires = {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  bothDays: boolean;
};

export function parseCron(text: string): Fires | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return null;
  const sets = parts.map((part, index) => field(part, RANGES[index] ?? [0, 0]));
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes,
    hours,
    days,
    months,
    weekdays,
    bothDays: (parts[2] ?? '').startsWith('*') || (parts[4] ?? '').startsWith('*'),
  };
}

const LOOK_AHEAD_DAYS = 400;

/** The next instants after `now` on the clock of `timeZone`, at most `count`. */
export function nextFirings(text: string, timeZone: string, now: number, count: number): string[] {
  const fires = parseCron(text);
  if (!fires) return [];
  const found: string[] = [];
  const today = new Intl.DateTimeFormat('sv', { timeZone }).format(now);
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS && found.length < count; ahead += 1) {
    const day = new Date(Date.parse(`${today}T12:00:00Z`) + ahead * 86_400_000);
    const ofMonth = fires.days.has(day.getUTCDate());
    const ofWeek = fires.weekdays.has(day.getUTCDay());
    if (!fires.months.has(day.getUTCMonth() + 1) || !(fires.bothDays ? ofMonth && ofWeek : ofMonth || ofWeek)) continue;
    const date = day.toISOString().slice(0, 10);
    for (const hour of [...fires.hours].sort((a, b) => a - b)) {
      for (const minute of [...fires.minutes].sort((a, b) => a - b)) {
        const at = fromLocalInput(
          `${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
          timeZone,
        );
        if (Date.parse(at) > now) found.push(at);
        if (found.length === count) return found;
      }
    }
  }
  return found;
}

/** The patterns that have words: every n minutes or at a time, on which days, between which hours. */
export type Plan = {
  every: number | null;
  at: string;
  days: readonly number[];
  from: number;
  to: number;
};

export const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6] as const;
const asRange = (days: readonly number[]) => (days.length === 7 ? '*' : [...days].sort((a, b) => a - b).join(','));

export function cronOf(plan: Plan): string {
  const [hour, minute] = plan.at.split(':').map(Number);
  if (plan.every === null) return `${minute ?? 0} ${hour ?? 0} * * ${asRange(plan.days)}`;
  const minutes = plan.every === 1 ? '*' : `*/${plan.every}`;
  const hours = plan.from === 0 && plan.to === 23 ? '*' : `${plan.from}-${plan.to}`;
  return `${minutes} ${hours} * * ${asRange(plan.days)}`;
}

/** The plan that a cron is, if it is one of those with words. */
export function planOf(text: string): Plan | null {
  const fires = parseCron(text);
  const [minutes = '', hours = '', days, months] = text.trim().split(/\s+/);
  if (!fires || days !== '*' || months !== '*') return null;
  const weekdays = EVERY_DAY.filter((day) => fires.weekdays.has(day));
  if (weekdays.length === 0) return null;
  const every = minutes === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(minutes)?.[1] ?? Number.NaN);
  const range = hours === '*' ? [0, 23] : (/^(\d+)-(\d+)$/.exec(hours)?.slice(1).map(Number) ?? null);
  if (every >= 1 && range) return { every, at: '08:00', days: weekdays, from: range[0] ?? 0, to: range[1] ?? 23 };
  if (/^\d+$/.test(minutes) && /^\d+$/.test(hours)) {
    return {
      every: null,
      at: `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`,
      days: weekdays,
      from: 8,
      to: 18,
    };
  }
  return null;
}
