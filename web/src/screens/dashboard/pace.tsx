// What leaves now: the number, and a bar for each minute of the last hour.

import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import uPlot from 'uplot';
import { queueLink } from '~/app/selected';
import { type Format, useFormat } from '~/format';
import { useT } from '~/i18n';
import { axis, Chart, type Colours, seconds } from '~/ui/chart';
import { ago, type Dashboard } from './data';

const MINUTES = 60;

/** A row per minute, without holes; failures lie on top of what was sent. */
export function paceData(minutes: Dashboard['rate']['minutes'], now: string): uPlot.AlignedData {
  const last = Math.floor(seconds(now) / 60) * 60;
  const byMinute = new Map(minutes.map((minute) => [Math.floor(seconds(minute.at) / 60) * 60, minute]));
  const times = Array.from({ length: MINUTES }, (_, index) => last - (MINUTES - 1 - index) * 60);
  const sent = times.map((at) => byMinute.get(at)?.sent ?? 0);
  const all = times.map((at, index) => (sent[index] ?? 0) + (byMinute.get(at)?.failed ?? 0));
  return [times, all, sent];
}

function options(format: Format) {
  return (colours: Colours): Omit<uPlot.Options, 'width' | 'height'> => {
    const bars = uPlot.paths.bars?.({ size: [0.7, 12], align: 1 });
    return {
      // Half of an hour that stands at the very end.
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), format.timeZone),
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(5, most * 1.1)] } },
      axes: [
        axis(colours, {
          size: 24,
          grid: { show: false },
          values: (_plot, times) => times.map((at) => format.time(at * 1000)),
        }),
        axis(colours, { size: 34, values: (_plot, values) => values.map((value) => format.compact(value)) }),
      ],
      series: [
        {},
        { paths: bars, fill: colours('bad'), width: 0, points: { show: false } },
        { paths: bars, fill: colours('accent'), width: 0, points: { show: false } },
      ],
    };
  };
}

export function Pace({ data }: { data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  const rows = useMemo(() => paceData(data.rate.minutes, data.now), [data.rate.minutes, data.now]);
  const limits = data.gateways.map((gateway) => gateway.rate_limit_per_second);
  const limit = limits.includes(null) ? null : limits.reduce<number>((sum, one) => sum + (one ?? 0), 0) * 60;
  const [times, all, sent] = rows as [number[], number[], number[]];
  return (
    <div className="flex min-w-0 flex-col">
      <h2 className="font-semibold">{t('dashboard:pace')}</h2>
      <div className="flex flex-wrap items-baseline gap-x-2">
        <p className="text-[34px] leading-10 font-semibold tracking-tight">
          <Link {...queueLink({ sent_from: ago(data.now, 1) })} className="hover:underline">
            {format.integer(Math.round(data.rate.per_minute_now))}
          </Link>
        </p>
        <p className="text-[14px] text-ink2">{t('dashboard:per_minute')}</p>
        {limit !== null && limit > 0 && (
          <p className="ml-auto text-[12px] text-ink3">
            {t('dashboard:limits', { n: format.integer(Math.round(limit)) })}
          </p>
        )}
      </div>
      <Chart
        label={t('dashboard:pace_label', { n: format.integer(Math.round(data.rate.per_minute_now)) })}
        height={150}
        data={rows}
        version={`${format.language} ${format.timeZone}`}
        options={options(format)}
        table={{
          head: [t('dashboard:hour'), t('dashboard:sent'), t('dashboard:failed')],
          rows: times
            .map((at, index) => [
              format.time(at * 1000),
              format.integer(sent[index] ?? 0),
              format.integer((all[index] ?? 0) - (sent[index] ?? 0)),
            ])
            .reverse(),
        }}
      />
      <ul className="mt-1 flex flex-col gap-1.5">
        {data.gateways.slice(0, 4).map((gateway) => (
          <li key={gateway.gateway_id} className="flex items-center justify-between gap-3">
            <Link
              {...queueLink({ gateway_id: gateway.gateway_id, sent_from: ago(data.now, 1) })}
              className="min-w-0 truncate hover:underline"
            >
              {gateway.name}
            </Link>
            <span className="font-medium">{format.integer(gateway.sent_last_minute)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
