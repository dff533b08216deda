// The year's holidays, as the law has them, for whoever asks "fecha no dia 20?".

import { useState } from 'react';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { STATES, useHolidays } from './proposed';

export function HolidayList() {
  const t = useT();
  const format = useFormat();
  const today = new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow());
  const now = Number(today.slice(0, 4));
  const [year, setYear] = useState(now);
  const [state, setState] = useState('none');
  const list = useHolidays(year, state === 'none' ? undefined : state);
  return (
    <Panel
      title={t('windows:holidays_of')}
      aside={
        <span className="flex gap-2">
          <Select
            size="md"
            label={t('windows:state')}
            value={state}
            onChange={setState}
            options={[
              { value: 'none', label: t('windows:only_national') },
              ...STATES.map((value) => ({ value, label: value })),
            ]}
          />
          <Select
            size="md"
            label={t('windows:year')}
            value={String(year)}
            onChange={(value) => setYear(Number(value))}
            options={[now, now + 1, now + 2].map((value) => ({ value: String(value), label: String(value) }))}
          />
        </span>
      }
    >
      {list.error && (
        <ErrorBox what={t('windows:holidays_what')} error={list.error} onRetry={() => list.refetch()} className="m-4" />
      )}
      {list.isPending && <SkeletonRows rows={6} />}
      <ul className="grid gap-x-8 px-5 pt-1 pb-4 lg:grid-cols-2 2xl:grid-cols-3">
        {list.data?.items.map((day) => (
          <li
            key={`${day.date} ${day.name}`}
            className={`flex items-baseline gap-3 border-b border-line py-1.5 ${day.date < today ? 'text-ink3' : ''}`}
          >
            <span className="w-24 shrink-0 whitespace-nowrap text-ink2">
              {format.weekday(`${day.date}T15:00:00Z`)} {day.date.slice(8)}/{day.date.slice(5, 7)}
            </span>
            <span className="min-w-0 flex-1">
              {day.name}
              {day.closed_until && ` (${t('windows:until', { at: day.closed_until })})`}
              {day.law && <span className="block text-[12px] leading-4 text-ink3">{day.law}</span>}
            </span>
            <span className={`text-[12px] ${day.kind === 'optional' ? 'text-ink3' : 'text-ink2'}`}>
              {t(`windows:kind.${day.kind}`)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
