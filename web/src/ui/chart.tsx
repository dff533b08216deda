// A chart on a canvas (uPlot), with a sentence as its name and its figures as a table for whoever wants them.

import { type ReactNode, useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useTheme } from '~/app/theme';
import { useT } from '~/i18n';
import { Table, Td, Th, Tr } from './table';

/** Colours of the theme by the name of their token. */
export type Colours = (token: string) => string;

type ChartProps = {
  /** What is to be seen, as a sentence. */
  label: string;
  height: number;
  data: uPlot.AlignedData;
  /** Called anew when the theme or `version` changes. */
  options: (colours: Colours) => Omit<uPlot.Options, 'width' | 'height'>;
  version: string;
  table: { head: readonly string[]; rows: readonly (readonly ReactNode[])[] };
};

function colours(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

export function Chart({ label, height, data, options, version, table }: ChartProps) {
  const t = useT();
  const { dark } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ options, data });
  latest.current = { options, data };
  const [asTable, setAsTable] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn anew, and why
  useEffect(() => {
    const parent = box.current;
    if (!parent || asTable) return;
    const made = new uPlot(
      { ...latest.current.options(colours), width: parent.clientWidth, height },
      latest.current.data,
      parent,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }));
    watch.observe(parent);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [dark, version, height, asTable]);
  useEffect(() => plot.current?.setData(data), [data]);
  return (
    <figure className="relative">
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section style={{ height }} className="overflow-y-auto" aria-label={label} tabIndex={0}>
          <Table label={label}>
            <thead>
              <tr>
                {table.head.map((name) => (
                  <Th key={name}>{name}</Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity and no state
                <Tr key={index}>
                  {row.map((cell, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    <Td key={column}>{cell}</Td>
                  ))}
                </Tr>
              ))}
            </tbody>
          </Table>
        </section>
      ) : (
        <div ref={box} role="img" aria-label={label} style={{ height }} className="chart" />
      )}
      <figcaption className="mt-1 text-right">
        <button
          type="button"
          className="min-h-6 rounded-sm px-1 text-[12px] text-ink3 underline-offset-2 hover:text-ink hover:underline"
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'ui:as_chart' : 'ui:as_table')}
        </button>
      </figcaption>
    </figure>
  );
}

/** The looks that all axes share. */
export function axis(colours: Colours, more: uPlot.Axis): uPlot.Axis {
  return {
    stroke: colours('ink3'),
    font: '11px "Inter Variable", sans-serif',
    ticks: { show: false },
    grid: { stroke: colours('line'), width: 1 },
    ...more,
  };
}

/** Seconds of an instant, as uPlot counts. */
export const seconds = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at)) / 1000;
