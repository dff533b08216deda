// The queue since this morning, how it will shrink, and where the sending hours end.

import { useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { type Format, useFormat } from '~/format';
import { useT } from '~/i18n';
import { axis, Chart, type Colours, seconds } from '~/ui/chart';
import type { Dashboard } from './data';

const HEIGHT = 236;
/** What is seen of the past at least. */
const LEAST_S = 30 * 60;
/** Beyond the last thing to see, so that its label has room. */
const MARGIN_S = 20 * 60;
const FONT = '600 12px "Inter Variable", sans-serif';

type Shown = Pick<Dashboard, 'burndown' | 'window' | 'now' | 'waiting' | 'drains_at'>;

/** One row per instant; the forecast begins where the history ends. */
export function burnDownData({ burndown, now, waiting, drains_at: drained }: Shown): uPlot.AlignedData {
  const rows = new Map<number, [number | null, number | null]>();
  for (const point of burndown.history) rows.set(seconds(point.at), [point.waiting, null]);
  // The forecast is by slices of time; the instant at which it is empty is known better.
  const forecast = drained
    ? [...burndown.forecast.filter((point) => point.at < drained), { at: drained, waiting: 0 }]
    : burndown.forecast;
  for (const point of forecast) {
    const at = seconds(point.at);
    rows.set(at, [rows.get(at)?.[0] ?? null, point.waiting]);
  }
  rows.set(seconds(now), [waiting, forecast.length > 0 ? waiting : null]);
  const times = [...rows.keys()].sort((a, b) => a - b);
  return [times, times.map((at) => rows.get(at)?.[0] ?? null), times.map((at) => rows.get(at)?.[1] ?? null)];
}

type Words = { end: string; now: string; drained: string | null };

function draw(plot: uPlot, shown: Shown, words: Words, colours: Colours): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const font = FONT.replace('12px', `${12 * ratio}px`);
  const x = (at: string) => plot.valToPos(seconds(at), 'x', true);
  const y = (value: number) => plot.valToPos(value, 'y', true);
  const dot = (at: string, value: number, ink: string, hollow: boolean) => {
    ctx.beginPath();
    ctx.arc(x(at), y(value), 4.5 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = hollow ? colours('surface') : ink;
    ctx.strokeStyle = ink;
    ctx.lineWidth = 2 * ratio;
    ctx.fill();
    ctx.stroke();
  };
  ctx.save();
  ctx.setLineDash([]);
  ctx.font = font;
  const end = shown.window.closes_at;
  if (end && x(end) < bbox.left + bbox.width) {
    const left = Math.max(bbox.left, x(end));
    ctx.fillStyle = colours('bad-soft');
    ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
    ctx.strokeStyle = colours('bad');
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = colours('bad');
    ctx.textAlign = 'right';
    ctx.fillText(words.end, left - 6 * ratio, bbox.top + 12 * ratio);
  }
  dot(shown.now, shown.waiting, colours('accent'), true);
  ctx.fillStyle = colours('ink');
  const beyond = x(shown.now) + ctx.measureText(words.now).width + 20 * ratio > bbox.left + bbox.width;
  ctx.textAlign = beyond ? 'right' : 'left';
  ctx.fillText(
    words.now,
    x(shown.now) + (beyond ? -10 : 10) * ratio,
    Math.max(bbox.top + 26 * ratio, y(shown.waiting) - 9 * ratio),
  );
  if (shown.drains_at && words.drained) {
    dot(shown.drains_at, 0, colours('ok'), false);
    ctx.fillStyle = colours('ok');
    const past = x(shown.drains_at) + ctx.measureText(words.drained).width + 8 * ratio > bbox.left + bbox.width;
    ctx.textAlign = past ? 'right' : 'left';
    ctx.fillText(words.drained, x(shown.drains_at) + (past ? -8 : 4) * ratio, y(0) - 10 * ratio);
  }
  ctx.restore();
}

function options(shown: () => Shown, words: () => Words, format: Format) {
  return (colours: Colours): Omit<uPlot.Options, 'width' | 'height'> => ({
    // Half of an hour that stands at the very end.
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), format.timeZone),
    scales: {
      x: {
        range: (_plot, least, most) => {
          const { window, now } = shown();
          const end = window.closes_at ? seconds(window.closes_at) : 0;
          const far = Math.max(most, seconds(now) + MARGIN_S);
          // An end that is half a day away would squeeze the queue into a corner.
          // What began a moment ago is not drawn as wide as a day.
          const from = Math.min(least, seconds(now) - LEAST_S);
          return [from, (end - far < 6 * 3600 ? Math.max(far, end) : far) + MARGIN_S];
        },
      },
      y: { range: (_plot, _least, most) => [0, Math.max(10, most * 1.15)] },
    },
    axes: [
      axis(colours, {
        size: 24,
        grid: { show: false },
        values: (_plot, times) => times.map((at) => format.time(at * 1000)),
      }),
      axis(colours, { size: 56, values: (_plot, values) => values.map((value) => format.compact(value)) }),
    ],
    series: [
      {},
      {
        stroke: colours('accent'),
        width: 2,
        spanGaps: true,
        points: { show: false },
        fill: (plot) => {
          const shade = plot.ctx.createLinearGradient(0, plot.bbox.top, 0, plot.bbox.top + plot.bbox.height);
          shade.addColorStop(0, `${colours('accent')}40`);
          shade.addColorStop(1, `${colours('accent')}05`);
          return shade;
        },
      },
      { stroke: colours('accent'), width: 2, dash: [4, 4], spanGaps: true, points: { show: false } },
    ],
    hooks: { draw: [(plot) => draw(plot, shown(), words(), colours)] },
  });
}

export function BurnDown({ data }: { data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  const rows = useMemo(() => burnDownData(data), [data]);
  const words = {
    end: t('dashboard:window_end'),
    now: t('dashboard:now_point', { n: format.integer(data.waiting) }),
    drained: data.drains_at && format.time(data.drains_at),
  };
  // The canvas draws later than React: it reads what is current then.
  const live = useRef({ data, words });
  live.current = { data, words };
  const all = [
    ...data.burndown.history.map((point) => [format.minute(point.at), format.integer(point.waiting), '']),
    ...data.burndown.forecast.map((point) => [format.minute(point.at), '', format.integer(point.waiting)]),
  ];
  return (
    <Chart
      label={
        data.drains_at
          ? t('dashboard:burn_down_label', { n: data.waiting, at: format.minute(data.drains_at) })
          : t('dashboard:burn_down_label_open', { n: data.waiting })
      }
      height={HEIGHT}
      data={rows}
      version={`${format.language} ${format.timeZone}`}
      options={options(
        () => live.current.data,
        () => live.current.words,
        format,
      )}
      table={{ head: [t('dashboard:hour'), t('dashboard:in_queue'), t('dashboard:predicted')], rows: all }}
    />
  );
}
