// A week or a month behind: what left each day, and how far what was included got.

import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { useMemo } from 'react';
import uPlot from 'uplot';
import { $api } from '~/api/client';
import type { components } from '~/api/schema';
import { queueLink } from '~/app/selected';
import { type Format, useFormat } from '~/format';
import { useT } from '~/i18n';
import { axis, Chart, type Colours } from '~/ui/chart';
import { Panel } from '~/ui/panel';
import { ErrorBox, Skeleton } from '~/ui/states';
import type { Dashboard } from './data';
import { type Figures, Funnel } from './funnel';

export const PERIODS = ['today', '7', '30'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** Which while the dashboard shows. */
export function Period({ value, onChange }: { value: PeriodName; onChange: (value: PeriodName) => void }) {
  const t = useT();
  return (
    <fieldset className="flex h-[30px] items-stretch rounded-md border border-line2 bg-surface p-px">
      <legend className="sr-only">{t('dashboard:period')}</legend>
      {PERIODS.map((period) => (
        <button
          key={period}
          type="button"
          aria-pressed={period === value}
          onClick={() => onChange(period)}
          className={clsx(
            'rounded-[5px] px-2.5 font-medium whitespace-nowrap',
            period === value ? 'bg-accent-soft font-semibold text-accent' : 'text-ink2 hover:bg-sunken hover:text-ink',
          )}
        >
          {t(`dashboard:period.${period}`)}
        </button>
      ))}
    </fieldset>
  );
}

type Day = components['schemas']['DayFigures'];
const SUMMED = ['included', 'sent', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'uncertain'] as const;

/** The figures of all days together. */
export function sumOf(days: readonly Day[]): Figures {
  const sums = SUMMED.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]);
  return Object.fromEntries(sums) as Figures;
}

/** `2026-11-20` as 20/11, whatever the zone of who reads. */
const short = (format: Format, date: string) => format.day(`${date}T15:00:00Z`);

export function Days({ data, days }: { data: Dashboard; days: '7' | '30' }) {
  const t = useT();
  const format = useFormat();
  const found = $api.useQuery(
    'get',
    '/api/v1/dashboard/days',
    { params: { query: { days: Number(days) } } },
    { refetchInterval: 60_000 },
  );
  if (found.error && !found.data) {
    return (
      <ErrorBox
        what={t('dashboard:days_what')}
        error={found.error}
        onRetry={() => found.refetch()}
        className="xl:col-span-2"
      />
    );
  }
  if (!found.data) return <Skeleton className="h-[380px] xl:col-span-2" />;
  const list = found.data.items;
  const sum = sumOf(list);
  const best = list.reduce((most, day) => (day.sent > most.sent ? day : most), list[0] as Day);
  const after = list[list.indexOf(best) + 1];
  const from = list[0]?.from ?? data.now;
  const failed = sum.sent + sum.failed > 0 ? sum.failed / (sum.sent + sum.failed) : 0;
  return (
    <>
      <Panel className="p-5 xl:col-span-2">
        <h2 className="text-[22px] leading-7 font-semibold tracking-[-0.015em] text-balance max-md:text-[18px] max-md:leading-6">
          <Link {...queueLink({ sent_from: from })} className="hover:underline">
            {t('dashboard:days_sent', { count: sum.sent, days })}
          </Link>
        </h2>
        <p className="mt-0.5 text-[14px] text-ink2">
          {t('dashboard:days_mean', { count: Math.round(sum.sent / list.length) })}
          {best.sent > 0 && (
            <>
              {' · '}
              <Link {...queueLink({ sent_from: best.from, sent_to: after?.from })} className="hover:underline">
                {t('dashboard:days_best', { day: short(format, best.date), n: best.sent })}
              </Link>
            </>
          )}
          {sum.failed > 0 && (
            <>
              {' · '}
              <Link {...queueLink({ status: 'failed', updated_after: from })} className="text-bad hover:underline">
                {t('dashboard:days_failed', { count: sum.failed, share: format.percent(failed) })}
              </Link>
            </>
          )}
        </p>
        <div className="mt-4">
          <Bars days={list} />
        </div>
      </Panel>
      <Funnel
        data={data}
        figures={sum}
        from={from}
        title={t('dashboard:days_funnel', { days })}
        since={t('dashboard:days_since', { day: short(format, list[0]?.date ?? '') })}
      />
    </>
  );
}

/** A bar for each day; failures lie on top of what was sent. */
function Bars({ days }: { days: readonly Day[] }) {
  const t = useT();
  const format = useFormat();
  const rows = useMemo<uPlot.AlignedData>(
    () => [
      days.map((_, index) => index),
      days.map((day) => Math.max(0, day.sent) + Math.max(0, day.failed)),
      days.map((day) => Math.max(0, day.sent)),
    ],
    [days],
  );
  const options = (colours: Colours): Omit<uPlot.Options, 'width' | 'height'> => {
    const paths = uPlot.paths.bars?.({ size: [0.62, 48] });
    const every = days.length > 10 ? 3 : 1;
    return {
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [-0.6, days.length - 0.4] },
        y: { range: (_plot, _least, most) => [0, Math.max(5, most * 1.1)] },
      },
      axes: [
        axis(colours, {
          size: 24,
          grid: { show: false },
          splits: () => days.map((_, index) => index).filter((index) => (days.length - 1 - index) % every === 0),
          values: (_plot, splits) => splits.map((index) => short(format, days[index]?.date ?? '')),
        }),
        axis(colours, { size: 56, values: (_plot, values) => values.map((value) => format.compact(value)) }),
      ],
      series: [
        {},
        { paths, fill: colours('bad'), width: 0, points: { show: false } },
        { paths, fill: colours('accent'), width: 0, points: { show: false } },
      ],
    };
  };
  return (
    <Chart
      label={t('dashboard:days_label', { days: String(days.length) })}
      height={236}
      data={rows}
      version={`${format.language} ${days.length} ${days[0]?.date}`}
      options={options}
      table={{
        head: [
          t('dashboard:day'),
          t('dashboard:included'),
          t('dashboard:sent'),
          t('dashboard:failed'),
          t('dashboard:cancelled'),
        ],
        rows: days
          .map((day) => [
            short(format, day.date),
            format.integer(day.included),
            format.integer(day.sent),
            format.integer(day.failed),
            format.integer(day.cancelled),
          ])
          .reverse(),
      }}
    />
  );
}
