import { Pencil, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type Nouns, useNouns } from '~/api/nouns';
import { useMay } from '~/app/session';
import { serverNow, useFormat, zoneLabel } from '~/format';
import { useT } from '~/i18n';
import { useDashboard } from '~/screens/dashboard/data';
import { Button, IconButton } from '~/ui/button';
import { RemoveDialog } from '~/ui/listing';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { CalendarForm } from './calendar-form';
import { HolidayList } from './holiday-list';
import { DAYS, type Opening } from './week';
import { WeekGrid } from './week-grid';
import { WindowForm } from './window-form';

export type Window = Nouns['windows'];
export type Calendar = Nouns['calendars'];
type Asked =
  | { what: 'window'; window?: Window }
  | { what: 'calendar'; calendar?: Calendar }
  | { what: 'remove'; noun: 'windows' | 'calendars'; id: number; name: string };

export default function Windows() {
  const t = useT();
  const may = useMay();
  const windows = useNouns('windows');
  const calendars = useNouns('calendars');
  const [asked, setAsked] = useState<Asked | null>(null);
  const editable = may('billing');
  const close = () => setAsked(null);
  return (
    <Page
      title={t('menu:windows')}
      actions={
        editable && (
          <Button kind="primary" onClick={() => setAsked({ what: 'window' })}>
            <Plus aria-hidden />
            {t('windows:new')}
          </Button>
        )
      }
    >
      <NowLine />
      {windows.error && <ErrorBox what={t('windows:what')} error={windows.error} onRetry={() => windows.refetch()} />}
      {windows.isPending && <SkeletonRows rows={3} height={120} />}
      {windows.data?.length === 0 && (
        <Panel>
          <Empty title={t('windows:empty')}>{t('windows:empty_more')}</Empty>
        </Panel>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-2">
        {windows.data?.map((window) => (
          <Panel
            key={window.id}
            title={window.name}
            aside={
              editable && (
                <Actions
                  name={window.name}
                  onEdit={() => setAsked({ what: 'window', window })}
                  onRemove={() => setAsked({ what: 'remove', noun: 'windows', id: window.id, name: window.name })}
                />
              )
            }
          >
            <div className="px-5 pb-4">
              <WeekWords weekly={window.weekly} />
              <WeekGrid weekly={window.weekly} />
              <p className="pt-2 text-[12px] leading-4 text-ink3">
                <WindowFacts window={window} calendars={calendars.data ?? []} />
              </p>
            </div>
          </Panel>
        ))}
      </div>
      <Panel
        className="mt-4"
        title={t('windows:calendars')}
        aside={
          editable && (
            <Button size="sm" onClick={() => setAsked({ what: 'calendar' })}>
              <Plus aria-hidden />
              {t('windows:new_calendar')}
            </Button>
          )
        }
      >
        {calendars.data?.length === 0 && <p className="px-5 pb-5 text-ink2">{t('windows:no_calendars')}</p>}
        <ul className="divide-y divide-line px-5 pb-2">
          {calendars.data?.map((calendar) => (
            <CalendarRow
              key={calendar.id}
              calendar={calendar}
              actions={
                editable && (
                  <Actions
                    name={calendar.name}
                    onEdit={() => setAsked({ what: 'calendar', calendar })}
                    onRemove={() =>
                      setAsked({ what: 'remove', noun: 'calendars', id: calendar.id, name: calendar.name })
                    }
                  />
                )
              }
            />
          ))}
        </ul>
      </Panel>
      <div className="mt-4">
        <HolidayList />
      </div>
      {asked?.what === 'window' && <WindowForm window={asked.window} onClose={close} />}
      {asked?.what === 'calendar' && <CalendarForm calendar={asked.calendar} onClose={close} />}
      {asked?.what === 'remove' && (
        <RemoveDialog
          noun={asked.noun}
          id={asked.id}
          name={asked.name}
          what={t(asked.noun === 'windows' ? 'windows:remove_what' : 'windows:remove_calendar')}
          onClose={close}
        />
      )}
    </Page>
  );
}

function Actions({ name, onEdit, onRemove }: { name: string; onEdit: () => void; onRemove: () => void }) {
  const t = useT();
  return (
    <span className="flex">
      <IconButton label={`${t('ui:edit')} ${name}`} onClick={onEdit}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={`${t('ui:remove')} ${name}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </span>
  );
}

/** "Agora: aberto, fecha hoje às 18:00." */
function NowLine() {
  const t = useT();
  const format = useFormat();
  const { data } = useDashboard();
  if (!data) return null;
  const { open, closes_at: closes, opens_at: opens } = data.window;
  const now = Date.parse(data.now);
  const words = open
    ? closes
      ? t('windows:now_open', { at: format.moment(closes, now), span: format.span(Date.parse(closes) - now) })
      : t('windows:now_always')
    : opens
      ? t('windows:now_closed', { at: format.moment(opens, now) })
      : t('windows:now_shut');
  return <p className="mb-3 text-[14px] font-medium">{words}</p>;
}

/** "seg. a sex. 08:00–20:00; sáb. 08:00–14:00" */
export function useWeekWords(weekly: readonly Opening[]): string {
  const t = useT();
  if (weekly.length === 0) return t('windows:never');
  return weekly
    .map((opening) => {
      const places = opening.days.map((day) => DAYS.indexOf(day)).sort((a, b) => a - b);
      const name = (place: number | undefined) => t(`windows:day.${DAYS[place ?? 0] ?? 'mon'}`);
      const first = places[0] ?? 0;
      const run = places.length > 2 && places.every((place, index) => place === first + index);
      const days = run
        ? t('windows:days_run', { from: name(first), to: name(places.at(-1)) })
        : places.map(name).join(', ');
      return `${days} ${opening.from}–${opening.to}`;
    })
    .join('; ');
}

function WeekWords({ weekly }: { weekly: readonly Opening[] }) {
  return <p className="pb-2 text-ink2">{useWeekWords(weekly)}</p>;
}

function WindowFacts({ window, calendars }: { window: Window; calendars: readonly Calendar[] }) {
  const t = useT();
  const format = useFormat();
  const gateways = useNouns('gateways');
  const templates = useNouns('templates');
  const calendar = calendars.find((one) => one.id === window.holidays?.calendar_id);
  const closed = [
    ...(['national', 'state', 'city_ibge', 'carnival', 'corpus_christi', 'ash_wednesday'] as const)
      .filter((key) => window.holidays?.[key])
      .map((key) => t(`windows:closing_short.${key}`)),
    ...(calendar ? [calendar.name] : []),
  ];
  const users = [
    ...(window.purposes ?? []).map((purpose) => t(`word:purpose.${purpose}`)),
    ...(gateways.data ?? []).filter((one) => one.window_id === window.id).map((one) => one.name),
    ...(templates.data ?? []).filter((one) => one.window_id === window.id).map((one) => one.name),
  ];
  return (
    <>
      {users.length > 0 ? t('windows:used_by', { names: users.join(', ') }) : t('windows:unused')} ·{' '}
      {window.zone === undefined || window.zone === 'recipient'
        ? t('windows:zone_recipient')
        : zoneLabel(t.language, window.zone)}{' '}
      · {closed.length > 0 ? t('windows:closed_on', { name: format.list(closed) }) : t('windows:no_holidays')}
    </>
  );
}

function CalendarRow({ calendar, actions }: { calendar: Calendar; actions: ReactNode }) {
  const t = useT();
  const format = useFormat();
  const today = new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow());
  const next = calendar.days.filter((day) => day.date >= today).sort((a, b) => a.date.localeCompare(b.date))[0];
  return (
    <li className="flex min-h-11 items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{calendar.name}</p>
        <p className="text-[12px] leading-4 text-ink3">
          {t('windows:days', { count: calendar.days.length })}
          {next && ` · ${t('windows:next_holiday', { name: next.name, at: next.date.split('-').reverse().join('/') })}`}
        </p>
      </div>
      {actions}
    </li>
  );
}
