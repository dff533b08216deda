// Numbers, money and dates as the company writes them: its language and its time zone, never the browser's.

import { useMemo, useSyncExternalStore } from 'react';
import { type Language, useT } from '~/i18n';

type Place = { timeZone: string; offsetMs: number };

let place: Place = { timeZone: 'America/Sao_Paulo', offsetMs: 0 };
const listeners = new Set<() => void>();

/** Sets the company's zone, and how far the server's clock is from the browser's (far, under simulated time). */
export function setPlace(next: Partial<Place>): void {
  place = { ...place, ...next };
  for (const listener of listeners) listener();
}

/** The server's time now, in milliseconds. */
export function serverNow(): number {
  return Date.now() + place.offsetMs;
}

const caches = new Map<string, unknown>();
function cached<T>(key: string, make: () => T): T {
  let found = caches.get(key) as T | undefined;
  if (found === undefined) {
    found = make();
    caches.set(key, found);
  }
  return found;
}

type When = string | number | Date;
const instant = (when: When): Date => (when instanceof Date ? when : new Date(when));

/** "hoje", "amanhã" and "ontem" come from Intl; the hour is put behind by this. */
const AT: Record<Language, string> = { 'pt-BR': 'às', en: 'at', es: 'a las' };

/** Intl abbreviates "min." in Portuguese; we write it without the point. */
const bare = (text: string) => text.replace(/\.$/, '');

export function formatter(language: Language, timeZone: string) {
  const locale = language;
  const date = (options: Intl.DateTimeFormatOptions) =>
    cached(
      JSON.stringify([locale, timeZone, options]),
      () => new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options }),
    );
  const number = (options: Intl.NumberFormatOptions = {}) =>
    cached(JSON.stringify([locale, options]), () => new Intl.NumberFormat(locale, options));
  const relative = (numeric: 'always' | 'auto') =>
    cached(`${locale} ${numeric}`, () => new Intl.RelativeTimeFormat(locale, { numeric, style: 'short' }));
  const dayNumber = (when: When): number => {
    const parts = Object.fromEntries(
      new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
        .formatToParts(instant(when))
        .map((part) => [part.type, Number(part.value)]),
    );
    return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1) / 86_400_000;
  };
  const day = (when: When) => date({ day: '2-digit', month: '2-digit' }).format(instant(when));
  const time = (when: When) => date({ hour: '2-digit', minute: '2-digit' }).format(instant(when));
  const seconds = (when: When) => date({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(instant(when));

  return {
    language,
    timeZone,
    /** horário de Brasília */
    zone: zoneName(language, timeZone),
    /** 18.432 */
    integer: (value: number) => number().format(value),
    /** 96,5% */
    percent: (share: number) => number({ style: 'percent', maximumFractionDigits: 1 }).format(share),
    /** 24 mil */
    compact: (value: number) =>
      number({ notation: 'compact', maximumFractionDigits: value < 1_000_000 ? 0 : 1 }).format(value),
    /** R$ 1.884.220,40 */
    money: (cents: number) =>
      number({ style: 'currency', currency: 'BRL' })
        .format(cents / 100)
        .replaceAll('\u00a0', ' '),
    /** 20/11 */
    day,
    /** 20/11/2026 */
    fullDay: (when: When) => date({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(instant(when)),
    /** sexta-feira, 20 de novembro */
    longDay: (when: When) => date({ weekday: 'long', day: 'numeric', month: 'long' }).format(instant(when)),
    /** seg. */
    weekday: (when: When) => date({ weekday: 'short' }).format(instant(when)),
    /** 14:36 */
    time,
    /** 20/11 14:36 */
    minute: (when: When) => `${day(when)} ${time(when)}`,
    /** 20/11 14:36:11 */
    second: (when: When) => `${day(when)} ${seconds(when)}`,
    /** 20/11/2026 14:36:11, for tooltips */
    full: (when: When) =>
      `${date({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(instant(when))} ${seconds(when)}`,
    /** há 38 min, em 2 h; beyond a day the date */
    ago: (when: When, now: number) => {
      const apart = instant(when).getTime() - now;
      const size = Math.abs(apart);
      if (size >= 86_400_000) return `${day(when)} ${time(when)}`;
      if (size < 5000) return relative('auto').format(0, 'second');
      if (size < 60_000) return bare(relative('always').format(Math.round(apart / 1000), 'second'));
      if (size < 3_600_000) return bare(relative('always').format(Math.trunc(apart / 60_000), 'minute'));
      return bare(relative('always').format(Math.trunc(apart / 3_600_000), 'hour'));
    },
    /** hoje às 16:45, amanhã às 08:00, seg., 23/11 às 08:00 */
    moment: (when: When, now: number) => {
      const apart = dayNumber(when) - dayNumber(now);
      const dayWord =
        Math.abs(apart) <= 1
          ? relative('auto').format(apart, 'day')
          : date({ weekday: 'short', day: '2-digit', month: '2-digit' }).format(instant(when));
      return `${dayWord} ${AT[language]} ${time(when)}`;
    },
    /** 1 h 15 min, 12 min, 9 s */
    span: (milliseconds: number) => {
      const total = Math.max(0, Math.round(milliseconds / 1000));
      const unit = (value: number, name: 'hour' | 'minute' | 'second' | 'day') =>
        number({ style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
      if (total < 60) return unit(total, 'second');
      const minutes = Math.round(total / 60);
      if (minutes < 60) return unit(minutes, 'minute');
      const hours = Math.floor(minutes / 60);
      if (hours >= 48) return unit(Math.floor(hours / 24), 'day');
      return minutes % 60 === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`;
    },
    /** 240 ms, 1,9 s, 30 s */
    shortSpan: (milliseconds: number): string =>
      milliseconds < 1000
        ? number({ style: 'unit', unit: 'millisecond', unitDisplay: 'short' }).format(
            Math.max(0, Math.round(milliseconds)),
          )
        : number({
            style: 'unit',
            unit: 'second',
            unitDisplay: 'short',
            maximumFractionDigits: milliseconds < 10_000 ? 1 : 0,
          }).format(milliseconds / 1000),
    /** 9:41, for what counts down */
    countdown: (milliseconds: number) => {
      const total = Math.max(0, Math.ceil(milliseconds / 1000));
      return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
    },
    /** A list in words: a, b e c */
    list: (items: string[]) =>
      cached(`${locale} list`, () => new Intl.ListFormat(locale, { type: 'conjunction' })).format(items),
    dayNumber,
  };
}

/** Cities whose names lose their accents in the names of zones. */
const CITIES: Record<string, string> = {
  'America/Sao_Paulo': 'São Paulo',
  'America/Cuiaba': 'Cuiabá',
  'America/Belem': 'Belém',
  'America/Noronha': 'Fernando de Noronha',
};

/** "horário de Brasília" */
export function zoneName(language: Language, timeZone: string): string {
  return cached(
    `zone ${language} ${timeZone}`,
    () =>
      new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' })
        .formatToParts(0)
        .find((part) => part.type === 'timeZoneName')
        ?.value.replace(/^Horário( Padrão)?/i, 'horário')
        .replace(/^Hora( estándar)?/i, 'hora')
        .replace(' Standard Time', ' time') ?? timeZone,
  );
}

/** "São Paulo, horário de Brasília", to choose from. */
export function zoneLabel(language: Language, timeZone: string): string {
  const city = CITIES[timeZone] ?? timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  return `${city}, ${zoneName(language, timeZone)}`;
}

export type Format = ReturnType<typeof formatter>;

/** `2026-11-20T14:36` as a person types it in the company's zone, as an instant. */
export function fromLocalInput(text: string, timeZone: string): string {
  const asUtc = Date.parse(`${text}:00Z`);
  // The zone's offset at the instant that the first guess hits; asked twice, for the hours around a change.
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) guess = asUtc - zoneOffset(guess, timeZone);
  return new Date(guess).toISOString();
}

/** An instant as the value of an input of the type datetime-local, in the company's zone. */
export function toLocalInput(when: When, timeZone: string): string {
  const at = instant(when).getTime();
  return new Date(at + zoneOffset(at, timeZone)).toISOString().slice(0, 16);
}

function zoneOffset(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    cached(
      `offset ${timeZone}`,
      () =>
        new Intl.DateTimeFormat('en', {
          timeZone,
          hourCycle: 'h23',
          year: 'numeric',
          month: 'numeric',
          day: 'numeric',
          hour: 'numeric',
          minute: 'numeric',
          second: 'numeric',
        }),
    )
      .formatToParts(new Date(at))
      .map((part) => [part.type, Number(part.value)]),
  );
  const local = Date.UTC(
    parts.year ?? 0,
    (parts.month ?? 1) - 1,
    parts.day ?? 1,
    parts.hour ?? 0,
    parts.minute ?? 0,
    parts.second ?? 0,
  );
  return local - Math.floor(at / 1000) * 1000;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useFormat(): Format {
  const { language } = useT();
  const timeZone = useSyncExternalStore(subscribe, () => place.timeZone);
  return useMemo(() => formatter(language, timeZone), [language, timeZone]);
}
