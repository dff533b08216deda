import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

/** Bits of a plain table with the look of the grid; the grid itself (src/screens/queue) adds a window and columns. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div className={clsx('overflow-x-auto', className)}>
      <table aria-label={label} className="w-full border-collapse text-left [&_tbody>tr:last-child>td]:border-b-0">
        {children}
      </table>
    </div>
  );
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
