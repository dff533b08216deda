// What a change changed, in words: fields by their names on the screens, values as they are read there.

import { useNames } from '~/api/nouns';
import { useFormat, zoneLabel } from '~/format';
import { useT } from '~/i18n';
import { changes, shown } from './diff';

/** Where the words of a code may be, by the name of its field. */
const WORDS: Record<string, readonly string[]> = {
  purpose: ['word:purpose'],
  purposes: ['word:purpose'],
  delivery_mode: ['gateways:mode'],
  queue_mode: ['gateways:queue_mode', 'gateways:queue'],
  kind: ['gateways:kind'],
  role: ['word:role', 'access:role'],
  days: ['windows:day'],
  scope: ['audit:scope'],
  late: ['templates:late'],
};

const WHEN = /_at$|^until$/;
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** A value of a field as a person reads it. */
function useShown(): (path: string, value: unknown) => string {
  const t = useT();
  const format = useFormat();
  const names = {
    gateway: useNames('gateways'),
    template: useNames('templates'),
    window: useNames('windows'),
    calendar: useNames('calendars'),
  };
  const one = (name: string, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'ui:yes' : 'ui:no');
    const noun = /^(gateway|template|window|calendar)_ids?$/.exec(name)?.[1] as keyof typeof names | undefined;
    if (noun && typeof value === 'number') return names[noun](value);
    if (name.endsWith('_cents') && typeof value === 'number') return format.money(value);
    if (typeof value === 'number') return format.integer(value);
    if (typeof value !== 'string') return whole(value);
    if (/^(time_)?zone$/.test(name)) {
      return value === 'recipient' ? t('windows:zone_recipient') : zoneLabel(t.language, value);
    }
    if (WHEN.test(name) && INSTANT.test(value)) return format.full(value);
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return value.split('-').reverse().join('/');
    for (const place of WORDS[name] ?? []) {
      const found = t.maybe(`${place}.${value}`);
      if (found) return found;
    }
    return value;
  };
  /** Something with parts: its parts by name. */
  const whole = (value: unknown): string => {
    if (value === null || typeof value !== 'object') return shown(value);
    if (Array.isArray(value)) return value.map(whole).join('; ');
    return Object.entries(value)
      .filter(([, part]) => part !== null && part !== '')
      .map(([name, part]) => `${t.maybe(`audit:field.${name}`) ?? name}: ${read(name, part)}`)
      .join(', ');
  };
  const read = (name: string, value: unknown): string => {
    if (value === undefined || value === null || value === '') return '—';
    if (Array.isArray(value))
      return value.length === 0 ? '—' : value.map((part) => one(name, part)).join(name === 'days' ? ', ' : '; ');
    return one(name, value);
  };
  return (path, value) => read(path.split('.').at(-1) ?? path, value);
}

export function Difference({ before, after }: { before: unknown; after: unknown }) {
  const t = useT();
  const read = useShown();
  const all = changes(before, after);
  if (all.length === 0) return <p className="text-ink2">{t('audit:no_difference')}</p>;
  const name = (path: string) =>
    path
      .split('.')
      .map((part) => t.maybe(`audit:field.${part}`) ?? part)
      .join(' · ');
  return (
    <table className="w-full max-w-4xl text-left">
      <thead>
        <tr className="text-[12px] text-ink3">
          <th scope="col" className="w-56 pb-1 font-medium">
            {t('audit:field')}
          </th>
          <th scope="col" className="w-1/3 pb-1 font-medium">
            {t('audit:before')}
          </th>
          <th scope="col" className="pb-1 font-medium">
            {t('audit:after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((one) => (
          <tr key={one.path} className="align-top">
            <td className="py-0.5 pr-3 text-ink2">{name(one.path)}</td>
            <td className="py-0.5 pr-3 break-words text-ink3">{read(one.path, one.before)}</td>
            <td className="py-0.5 break-words">{read(one.path, one.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
