// The table: real rows in a window of them, one row in the order of Tab, everything by keys.

import { flexRender, getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { Ellipsis } from 'lucide-react';
import { lazy, memo, Suspense, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { usePreference } from '~/app/preferences';
import { useMay } from '~/app/session';
import { useTrayLines } from '~/app/tray';
import { useT, withWords } from '~/i18n';
import { IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Skeleton } from '~/ui/states';
import { DENSITIES, type Density, useColumnChoice } from './column-choice';
import { BESIDE_PANEL, COLUMNS, columns, ON_PHONE, type Words } from './columns';
import type { Queue } from './data';
import type { Row } from './pages';
import { isSelected, type Selecting } from './selection';

const RowMenu = lazy(withWords(['queue'], () => import('./row-menu')));

/** About the height of a line of the tray, in pixels. */
const TRAY_LINE = 84;

const small = matchMedia('(max-width: 767px)');

function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      small.addEventListener('change', listener);
      return () => small.removeEventListener('change', listener);
    },
    () => small.matches,
  );
}

type GridProps = {
  queue: Queue;
  words: Words;
  selecting: Selecting;
  active: number | null;
  onActive: (id: number) => void;
  open: number | null;
  onOpen: (id: number) => void;
  beside: boolean;
  canSelect: boolean;
};

export function Grid({ queue, words, selecting, active, onActive, open, onOpen, beside, canSelect }: GridProps) {
  const t = useT();
  const [choice, keep] = useColumnChoice();
  const [density] = usePreference<Density>('density', 'normal');
  const height = DENSITIES[density] ?? DENSITIES.normal;
  const scroller = useRef<HTMLDivElement>(null);
  const phone = usePhone();
  const shown = choice.order.filter((column) =>
    phone ? ON_PHONE.includes(column) : choice.shown.includes(column) && !(beside && BESIDE_PANEL.includes(column)),
  );

  const table = useReactTable({
    data: queue.rows as Row[],
    columns: useMemo(() => columns(words), [words]),
    getRowId: (row) => String(row.id),
    getCoreRowModel: getCoreRowModel(),
    columnResizeMode: 'onEnd',
    state: {
      columnOrder: choice.order,
      columnVisibility: Object.fromEntries(COLUMNS.map((column) => [column, shown.includes(column)])),
      columnSizing: choice.widths,
    },
    onColumnSizingChange: (update) => {
      const widths = typeof update === 'function' ? update(choice.widths) : update;
      keep({ ...choice, widths: widths as Record<string, number> });
    },
  });

  const known = queue.offset + queue.rows.length;
  const total = queue.end ?? known + 1;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    // The tray floats over the corner: the last rows can be scrolled out from under it.
    paddingEnd: Math.min(3, useTrayLines().length) * TRAY_LINE,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is another measure
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  const { see } = queue;
  useEffect(() => see(from, to), [see, from, to]);

  const model = table.getRowModel().rows;
  useRoving(scroller, active, queue, (index) => virtual.scrollToIndex(index, { align: 'auto' }));

  const cells = shown.length + (canSelect ? 2 : 1);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const order = useMemo(() => queue.rows.map((row) => row.id), [queue.rows]);
  // The row that Tab reaches: the active one, or the first in sight where that is scrolled away.
  const isDrawn = items.some((item) => model[item.index - queue.offset]?.original.id === active);
  const inSight = model[(virtual.range?.startIndex ?? from) - queue.offset] ?? model[from - queue.offset];
  const reached = isDrawn ? active : inSight?.original.id;
  const whole =
    selecting.selection.kind === 'filter' ||
    (queue.rows.length > 0 && queue.rows.every((row) => isSelected(selecting.selection, row.id)));
  const spare = shown.includes('data') ? 'data' : phone ? 'customer' : shown.at(-1);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are chosen and walked by keys
        role="grid"
        aria-label={t('menu:queue')}
        aria-rowcount={queue.end === null ? -1 : queue.end + 1}
        aria-multiselectable={canSelect}
        aria-busy={queue.isFetching}
        className="w-full table-fixed border-separate border-spacing-0 text-left"
      >
        <colgroup>
          {canSelect && <col style={{ width: phone ? 34 : 38 }} />}
          {table.getVisibleLeafColumns().map((column) => (
            <col
              key={column.id}
              style={column.id === spare ? { width: 'auto' } : { width: phone ? 130 : column.getSize() }}
            />
          ))}
          <col style={{ width: phone ? 40 : 44 }} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {canSelect && (
              <th scope="col" className="sticky top-0 z-10 h-[34px] border-b border-line bg-surface pl-2.5">
                <Checkbox
                  bare
                  label={t('queue:select_loaded')}
                  checked={whole}
                  indeterminate={!whole && selecting.selection.kind !== 'none'}
                  onChange={() => (whole ? selecting.clear() : selecting.setIds(new Set(order)))}
                />
              </th>
            )}
            {table.getFlatHeaders().map((header) => (
              <th
                key={header.id}
                scope="col"
                className="group sticky top-0 z-10 h-[34px] border-b border-line bg-surface px-2.5 font-medium text-ink2"
              >
                <span className="line-clamp-4 leading-4 break-words">
                  {flexRender(header.column.columnDef.header, header.getContext())}
                </span>
                {header.id !== spare && (
                  <span
                    aria-hidden
                    onMouseDown={header.getResizeHandler()}
                    onTouchStart={header.getResizeHandler()}
                    onDoubleClick={() => header.column.resetSize()}
                    className="absolute top-1.5 right-0 bottom-1.5 w-1.5 cursor-col-resize touch-none border-r border-transparent group-hover:border-line2"
                  />
                )}
              </th>
            ))}
            <th scope="col" className="sticky top-0 z-10 border-b border-line bg-surface">
              <span className="sr-only">{t('ui:more_actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} cells={cells} />}
          {items.map((item) => {
            const row = model[item.index - queue.offset];
            if (!row) return <Waiting key={item.index} height={height} cells={cells} />;
            const id = row.original.id;
            return (
              <GridRow
                key={id}
                place={item.index}
                height={height}
                row={row.original}
                selected={isSelected(selecting.selection, id)}
                current={reached === id}
                open={open === id}
                onActive={onActive}
                onOpen={onOpen}
                onToggle={canSelect ? (extend) => (extend ? selecting.range(id, order) : selecting.toggle(id)) : null}
              >
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id} className="truncate border-b border-line px-2.5">
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </td>
                ))}
              </GridRow>
            );
          })}
          {after > 0 && <Spacer height={after} cells={cells} />}
        </tbody>
      </table>
    </div>
  );
}

/** Keeps the keyboard's place on the active row, also when it comes back into the window. */
function useRoving(
  scroller: React.RefObject<HTMLDivElement | null>,
  active: number | null,
  queue: Queue,
  scrollTo: (index: number) => void,
): void {
  const last = useRef<number | null>(null);
  useEffect(() => {
    if (active === null || last.current === active) return;
    last.current = active;
    const place = queue.rows.findIndex((row) => row.id === active);
    if (place < 0) return;
    scrollTo(queue.offset + place);
    requestAnimationFrame(() => {
      const row = scroller.current?.querySelector<HTMLElement>(`tr[data-id="${active}"]`);
      const focused = document.activeElement;
      if (row && (focused === document.body || scroller.current?.contains(focused))) row.focus({ preventScroll: true });
    });
  }, [active, queue.rows, queue.offset, scrollTo, scroller]);
}

function Spacer({ height, cells }: { height: number; cells: number }) {
  return (
    <tr aria-hidden>
      <td className="p-0" style={{ height }} colSpan={cells} />
    </tr>
  );
}

function Waiting({ height, cells }: { height: number; cells: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      {Array.from({ length: cells - 1 }, (_, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells without identity
        <td key={cell} className="border-b border-line px-2.5">
          <Skeleton className="h-3 w-3/5" />
        </td>
      ))}
      <td className="border-b border-line" />
    </tr>
  );
}

type RowProps = {
  place: number;
  height: number;
  row: Row;
  selected: boolean;
  current: boolean;
  open: boolean;
  onActive: (id: number) => void;
  onOpen: (id: number) => void;
  onToggle: ((extend: boolean) => void) | null;
  children: React.ReactNode;
};

function GridRow({ place, height, row, selected, current, open, onActive, onOpen, onToggle, children }: RowProps) {
  const t = useT();
  return (
    <tr
      data-id={row.id}
      aria-rowindex={place + 2}
      aria-selected={onToggle ? selected : undefined}
      tabIndex={current ? 0 : -1}
      style={{ height }}
      onFocus={() => onActive(row.id)}
      onClick={(event) => {
        if ((event.target as Element).closest('button, a, [role=checkbox], [role=menuitem]')) return;
        if (event.shiftKey && onToggle) return onToggle(true);
        if ((event.ctrlKey || event.metaKey) && onToggle) return onToggle(false);
        onOpen(row.id);
      }}
      className={clsx(
        'cursor-default -outline-offset-2',
        selected || open ? 'bg-accent-soft' : 'hover:bg-sunken',
        row.left && '[&>td]:opacity-60',
      )}
    >
      {onToggle && (
        <td
          className="border-b border-line pl-2.5"
          onClick={(event) => event.shiftKey && onToggle(true)}
          onKeyDown={undefined}
        >
          <Checkbox
            bare
            tabIndex={-1}
            label={t('queue:select_row', { id: String(row.id) })}
            checked={selected}
            onChange={() => onToggle(false)}
          />
        </td>
      )}
      {children}
      <td className="border-b border-line px-1.5 text-right">
        <RowActions row={row} onOpen={onOpen} />
      </td>
    </tr>
  );
}

const RowActions = memo(function RowActions({ row, onOpen }: { row: Row; onOpen: (id: number) => void }) {
  const t = useT();
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const button = (
    <IconButton
      label={t('queue:row_actions', { id: String(row.id) })}
      tabIndex={-1}
      className="!h-6 !w-7"
      aria-haspopup="menu"
      onClick={asked ? undefined : () => setAsked(true)}
    >
      <Ellipsis aria-hidden />
    </IconButton>
  );
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <RowMenu row={row} trigger={button} onOpen={onOpen} mayOperate={may('operate')} />
    </Suspense>
  );
});
