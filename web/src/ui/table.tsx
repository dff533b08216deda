import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useLayoutEffect, useRef } from 'react';

type TableProps = {
  label: string;
  children: ReactNode;
  className?: string;
  /** It is read across: on a phone it scrolls sideways instead of becoming a card for each row. */
  across?: boolean;
};

/**
 * Bits of a plain table with the look of the grid; the grid itself (src/screens/queue) adds a window and columns. On a phone
 * each row is a card whose lines begin with the name of their column (`.cards` in styles.css).
 */
export function Table({ label, children, className, across }: TableProps) {
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (table.current && !across) nameCells(table.current);
  });
  return (
    // Positioned, so that what only a reader of the screen sees is cut off with its column instead of widening the page.
    <div className={clsx('relative overflow-x-auto', className)}>
      <table
        ref={table}
        aria-label={label}
        className={clsx('w-full border-collapse text-left [&_tbody>tr:last-child>td]:border-b-0', across || 'cards')}
      >
        {children}
      </table>
    </div>
  );
}

/** Writes on each cell what its column is called; a column of actions is called nothing. */
function nameCells(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const names = heads.map((head) => (head.querySelector('.sr-only') ? '' : (head.textContent?.trim() ?? '')));
  for (const row of table.tBodies[0]?.rows ?? []) {
    let column = 0;
    for (const cell of row.cells) {
      cell.dataset.label = names[column] ?? '';
      // A card has room for what is there only.
      cell.toggleAttribute('data-nothing', cell.textContent?.trim() === '—');
      column += cell.colSpan;
    }
  }
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={clsx('h-[34px] border-b border-line px-3 font-medium whitespace-nowrap text-ink2', className)}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={clsx('h-9 border-b border-line px-3 py-1 align-middle', className)} {...rest} />;
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={clsx('hover:bg-sunken', className)} {...rest} />;
}
