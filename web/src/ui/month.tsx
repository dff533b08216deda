// A month to pick a day from; loaded when it is first asked for.

import { DayPicker, type Locale } from 'react-day-picker';
import { enUS } from 'react-day-picker/locale/en-US';
import { es } from 'react-day-picker/locale/es';
import { ptBR } from 'react-day-picker/locale/pt-BR';
import { serverNow, useFormat } from '~/format';
import { type Language, useT } from '~/i18n';

const LOCALES: Record<Language, Partial<Locale>> = { 'pt-BR': ptBR, en: enUS, es };

const NAV = 'flex size-7 items-center justify-center rounded-md text-ink2 hover:bg-line/60 aria-disabled:opacity-40';
const LOOKS = {
  root: 'relative w-[252px]',
  month_caption: 'flex h-7 items-center px-1 font-semibold first-letter:uppercase',
  caption_label: 'first-letter:uppercase inline-block',
  nav: 'absolute top-0 right-0 z-1 flex gap-1',
  button_previous: NAV,
  button_next: NAV,
  chevron: 'size-4 fill-current',
  month_grid: 'mt-2 w-full border-collapse',
  weekday: 'h-7 text-[12px] font-normal text-ink3',
  day: 'size-9 p-0 text-center',
  day_button:
    'size-8 rounded-md hover:bg-accent-soft disabled:text-ink3 disabled:opacity-50 disabled:hover:bg-transparent',
  today: 'font-semibold text-accent',
  outside: 'opacity-50',
  selected: '[&>button]:bg-accent [&>button]:text-accent-ink [&>button]:hover:bg-accent-hover',
};

/** The browser's midnight of a day: what the month counts in. */
const local = (iso: string): Date => {
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  return new Date(year, month - 1, day);
};
const iso = (day: Date): string =>
  `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;

export default function Month({
  value,
  min,
  onChoose,
}: {
  value?: string;
  min?: string;
  onChoose: (day: string) => void;
}) {
  const t = useT();
  const format = useFormat();
  const weekday = new Intl.DateTimeFormat(t.language, { weekday: 'short' });
  const today = new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow());
  return (
    <DayPicker
      mode="single"
      required
      autoFocus
      classNames={LOOKS}
      formatters={{ formatWeekdayName: (day) => weekday.format(day).replace('.', '') }}
      locale={LOCALES[t.language]}
      today={local(today)}
      defaultMonth={local(value ?? min ?? today)}
      selected={value ? local(value) : undefined}
      disabled={min ? { before: local(min) } : undefined}
      onSelect={(day) => day && onChoose(iso(day))}
    />
  );
}
