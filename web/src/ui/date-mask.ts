// What a person types of a date or an hour, digit by digit, in the order in which the language writes it, and what is kept:
// `2026-11-20` and `14:36`. The browser's own inputs follow the browser's language, which may be another.

export type Order = readonly ('day' | 'month' | 'year')[];

/** The order of a language: day first, but for English. */
export function orderOf(language: string): Order {
  const parts = new Intl.DateTimeFormat(language, { day: '2-digit', month: '2-digit', year: 'numeric' }).formatToParts(
    0,
  );
  return parts
    .map((part) => part.type)
    .filter((type): type is Order[number] => ['day', 'month', 'year'].includes(type));
}

const LENGTH = { day: 2, month: 2, year: 4 } as const;

/** Digits with their slashes, as far as they go. A single digit before a slash gets its zero: `5/` is `05/`. */
export function maskDate(typed: string, order: Order): string {
  const pieces = typed.replace(/[.\-\s]/g, '/').split('/');
  const digits = pieces
    .map((piece, index) => {
      const bare = piece.replace(/\D/g, '');
      const ended = index < pieces.length - 1;
      return ended && bare.length === 1 && order[index] !== 'year' ? `0${bare}` : bare;
    })
    .join('');
  let rest = digits.slice(0, 8);
  const out: string[] = [];
  for (const part of order) {
    if (rest === '') break;
    out.push(rest.slice(0, LENGTH[part]));
    rest = rest.slice(LENGTH[part]);
  }
  return out.join('/');
}

/** The day that a whole text names; none for half of one, or for 31/02. */
export function readDate(text: string, order: Order): string | undefined {
  const parts = text.split('/');
  if (parts.length !== 3) return undefined;
  const found = Object.fromEntries(order.map((part, index) => [part, parts[index] ?? ''])) as Record<
    Order[number],
    string
  >;
  if (order.some((part) => found[part].length !== LENGTH[part])) return undefined;
  const iso = `${found.year}-${found.month}-${found.day}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? undefined : iso;
}

export function writeDate(iso: string, order: Order): string {
  const [year, month, day] = iso.split('-');
  if (!year || !month || !day) return '';
  const parts = { day, month, year };
  return order.map((part) => parts[part]).join('/');
}

/** `8:3` on its way, `08:30` in the end. */
export function maskTime(typed: string): string {
  const [hour = '', ...rest] = typed.replace(/[h.\s]/gi, ':').split(':');
  const ended = rest.length > 0;
  const bare = hour.replace(/\D/g, '');
  const digits = `${ended && bare.length === 1 ? `0${bare}` : bare}${rest.join('').replace(/\D/g, '')}`.slice(0, 4);
  return digits.length > 2 || (ended && digits.length === 2) ? `${digits.slice(0, 2)}:${digits.slice(2)}` : digits;
}

/** An hour of the day, `00:00` to `23:59`, or `24:00` where the end of a day may be meant. */
export function readTime(text: string, midnight = false): string | undefined {
  if (midnight && text === '24:00') return text;
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : undefined;
}
