import { CalendarDays, ChevronDown, Search, SlidersHorizontal, X } from 'lucide-react';
import { type RefObject, useEffect, useId, useState } from 'react';
import type { Lookups } from '~/app/lookups';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Menu, MenuCheck, MenuHeading, MenuRadio, MenuSeparator } from '~/ui/menu';
import { Kbd } from '~/ui/panel';
import { STATUSES, type TextName, type TimeName, type View } from './filter';
import { PeriodChoice } from './period';
import { fold, QUALIFIERS, readTyped } from './qualifiers';

type ToolbarProps = {
  view: View;
  onView: (view: View) => void;
  lookups: Lookups;
  search: RefObject<HTMLInputElement | null>;
};

export function Toolbar({ view, onView, lookups, search }: ToolbarProps) {
  const t = useT();
  const set = (name: TextName, value: string | null) => {
    const texts = { ...view.texts };
    if (value) texts[name] = value;
    else delete texts[name];
    onView({ ...view, texts });
  };
  const gateways = lookups.gateways.map((one) => ({ value: String(one.id), label: one.name }));
  const templates = lookups.templates.map((one) => ({ value: String(one.id), label: one.name }));
  return (
    <>
      <SearchBox view={view} onView={onView} lookups={lookups} input={search} />
      {!view.texts.gateway_id && gateways.length > 1 && (
        <Choice label={t('queue:filter.gateway_id')} options={gateways} onPick={(value) => set('gateway_id', value)} />
      )}
      {!view.texts.template_id && templates.length > 0 && (
        <Choice
          label={t('queue:filter.template_id')}
          options={templates}
          onPick={(value) => set('template_id', value)}
        />
      )}
      {!view.period && Object.keys(view.times).length === 0 && <PeriodChoice view={view} onView={onView} />}
      <More view={view} onView={onView} set={set} />
      <Chips view={view} onView={onView} lookups={lookups} set={set} />
    </>
  );
}

function Choice({
  label,
  options,
  onPick,
}: {
  label: string;
  options: { value: string; label: string }[];
  onPick: (value: string) => void;
}) {
  return (
    <Menu
      align="start"
      trigger={
        <Button>
          {label}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuRadio value="" onChange={onPick} options={options} />
    </Menu>
  );
}

const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
const ORIGINS = ['billing', 'signature', 'api', 'import', 'notice', 'opa_compat'] as const;
const PURPOSES = ['collection', 'reminder', 'signature', 'service', 'requested'] as const;

function More({
  view,
  onView,
  set,
}: {
  view: View;
  onView: (view: View) => void;
  set: (name: TextName, value: string | null) => void;
}) {
  const t = useT();
  const lists = [
    ['priority', PRIORITIES.map((value) => ({ value, label: t(`word:priority.${value}`) }))],
    ['origin', ORIGINS.map((value) => ({ value, label: t(`word:origin.${value}`) }))],
    ['purpose', PURPOSES.map((value) => ({ value, label: t(`word:purpose.${value}`) }))],
  ] as const;
  return (
    <Menu
      align="start"
      trigger={
        <IconButton kind="plain" label={t('queue:more_filters')}>
          <SlidersHorizontal aria-hidden />
        </IconButton>
      }
    >
      <MenuHeading>{t('queue:column.status')}</MenuHeading>
      {STATUSES.map((status) => (
        <MenuCheck
          key={status}
          checked={view.status.includes(status)}
          onChange={(checked) =>
            onView({
              ...view,
              family: 'all',
              status: STATUSES.filter((one) => (one === status ? checked : view.status.includes(one))),
            })
          }
        >
          {t(`status:${status}`)}
        </MenuCheck>
      ))}
      {lists.map(([name, options]) => (
        <div key={name}>
          <MenuSeparator />
          <MenuHeading>{t(`queue:filter.${name}`)}</MenuHeading>
          <MenuRadio value={view.texts[name] ?? ''} onChange={(value) => set(name, value)} options={[...options]} />
        </div>
      ))}
    </Menu>
  );
}

function Chips({
  view,
  onView,
  lookups,
  set,
}: {
  view: View;
  onView: (view: View) => void;
  lookups: Lookups;
  set: (name: TextName, value: string | null) => void;
}) {
  const t = useT();
  const format = useFormat();
  const say = (name: TextName, value: string): string => {
    if (name === 'gateway_id') return lookups.gateway(Number(value))?.name ?? `#${value}`;
    if (name === 'template_id') return lookups.template(Number(value))?.name ?? `#${value}`;
    if (name === 'error_code') return t.maybe(`code:${value}`) ?? value;
    if (name === 'priority' || name === 'origin' || name === 'purpose')
      return t.maybe(`word:${name}.${value}`) ?? value;
    return value;
  };
  return (
    <>
      {view.status.map((status) => (
        <Chip key={status} onRemove={() => onView({ ...view, status: view.status.filter((one) => one !== status) })}>
          {t(`status:${status}`)}
        </Chip>
      ))}
      {(Object.entries(view.texts) as [TextName, string][])
        .filter(([name]) => name !== 'q')
        .map(([name, value]) => (
          <Chip key={name} onRemove={() => set(name, null)}>
            {t(`queue:filter.${name}`)}: {say(name, value)}
          </Chip>
        ))}
      {view.period && (
        <Chip onRemove={() => onView({ ...view, period: null })}>
          <CalendarDays aria-hidden className="size-3.5 text-ink3" />
          {t(`queue:period.${view.period}`)}
        </Chip>
      )}
      {SPANS.filter((names) => names.some((name) => view.times[name])).map((names) => (
        <Chip key={names[0]} onRemove={() => onView({ ...view, times: without(view.times, names) })}>
          <CalendarDays aria-hidden className="size-3.5 text-ink3" />
          {names
            .flatMap((name) => {
              const at = view.times[name];
              return at ? [t(`queue:words.${name}`, { when: format.minute(at) })] : [];
            })
            .join(', ')}
        </Chip>
      ))}
    </>
  );
}

/** The instants that one chip says, and takes away. */
const SPANS: readonly (readonly TimeName[])[] = [
  ['created_from', 'created_to'],
  ['sent_from', 'sent_to'],
  ['updated_after'],
];

const without = (times: View['times'], names: readonly TimeName[]): View['times'] =>
  Object.fromEntries(Object.entries(times).filter(([name]) => !names.includes(name as TimeName)));

function Chip({ children, onRemove }: { children: React.ReactNode; onRemove: () => void }) {
  const t = useT();
  return (
    <span className="inline-flex h-[30px] max-w-72 items-center gap-1.5 rounded-md border border-line2 bg-surface pr-1 pl-2.5 font-medium whitespace-nowrap">
      <span className="flex items-center gap-1.5 truncate">{children}</span>
      <button
        type="button"
        aria-label={t('queue:remove_filter')}
        onClick={onRemove}
        className="flex size-6 shrink-0 items-center justify-center rounded-sm text-ink3 hover:bg-line/60 hover:text-ink"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

/** Free words search name, phone and id; `word:value` becomes a filter on Enter. */
function SearchBox({
  view,
  onView,
  lookups,
  input,
}: {
  view: View;
  onView: (view: View) => void;
  lookups: Lookups;
  input: RefObject<HTMLInputElement | null>;
}) {
  const t = useT();
  const [text, setText] = useState(view.texts.q ?? '');
  const [unknown, setUnknown] = useState<string[]>([]);
  const list = useId();
  useEffect(() => setText(view.texts.q ?? ''), [view.texts.q]);
  const suggestions = useSuggestions(text, lookups);
  const submit = (typed: string) => {
    const read = readTyped(typed, lookups);
    setUnknown(read.unknown);
    const { q: _, ...texts } = view.texts;
    const status = read.status.length > 0 ? STATUSES.filter((one) => read.status.includes(one)) : view.status;
    onView({
      ...view,
      family: read.status.length > 0 ? 'all' : view.family,
      status,
      texts: { ...texts, ...read.texts, ...(read.rest ? { q: read.rest } : {}) },
    });
    setText(read.rest);
  };
  return (
    <div className="relative max-w-[270px] min-w-40 flex-1 max-md:max-w-full max-md:basis-full">
      <Search aria-hidden className="pointer-events-none absolute top-[7.5px] left-2.5 z-1 size-[15px] text-ink3" />
      <input
        ref={input}
        type="search"
        list={list}
        value={text}
        aria-label={t('queue:search')}
        placeholder={t('queue:search_hint')}
        autoComplete="off"
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          // A value taken from the list is a whole qualifier: it is applied at once.
          const picked = (event.nativeEvent as InputEvent).inputType === 'insertReplacementText';
          if (picked && /:("[^"]*"|[^\s"]+)$/.test(next)) submit(next);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit(text);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        className="h-[30px] w-full rounded-md border border-line2 bg-surface pr-8 pl-8 text-ink focus-visible:border-accent [&::-webkit-calendar-picker-indicator]:!hidden [&::-webkit-search-cancel-button]:hidden"
      />
      <datalist id={list}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
      <span className="pointer-events-none absolute top-1.5 right-2 max-md:hidden">
        <Kbd>/</Kbd>
      </span>
      {unknown.length > 0 && (
        <p
          role="status"
          className="absolute top-8 left-0 z-10 rounded-md bg-warn-soft px-2 py-1 text-[12px] leading-4 text-warn"
        >
          {t('queue:not_understood', { what: unknown.join(', ') })}
        </p>
      )}
    </div>
  );
}

/** The qualifier that the last word may become, or the values that it may have. */
function useSuggestions(text: string, lookups: Lookups): string[] {
  const t = useT();
  const words = text.split(' ');
  const last = fold(words.at(-1) ?? '');
  if (last === '') return [];
  const before = words
    .slice(0, -1)
    .map((word) => `${word} `)
    .join('');
  const [word, value] = last.split(':');
  if (value === undefined) {
    return QUALIFIERS[t.language].filter((one) => one.startsWith(word ?? '')).map((one) => `${before}${one}:`);
  }
  const list: string[] =
    word === 'status' || word === 'estado'
      ? STATUSES.map((one) => t(`status:${one}`))
      : word === 'gateway'
        ? lookups.gateways.map((one) => one.key ?? one.name)
        : word === 'modelo' || word === 'template' || word === 'plantilla'
          ? lookups.templates.map((one) => one.key ?? one.name)
          : word?.startsWith('prior')
            ? PRIORITIES.map((one) => t(`word:priority.${one}`))
            : [];
  return list
    .filter((one) => fold(one).includes(value))
    .slice(0, 9)
    .map((one) => `${before}${word}:${/\s/.test(one) ? `"${one.toLowerCase()}"` : one.toLowerCase()}`);
}
