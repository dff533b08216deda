import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

/** A surface with a border and, if it is told one, a heading. */
export function Panel({
  title,
  aside,
  className,
  children,
  ...rest
}: Omit<ComponentProps<'section'>, 'title'> & { title?: ReactNode; aside?: ReactNode }) {
  return (
    <section className={clsx('min-w-0 rounded-lg border border-line bg-surface', className)} {...rest}>
      {title && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 pt-3">
          <h2 className="text-[13px] font-semibold">{title}</h2>
          {aside && <div className="text-[12px] text-ink3">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** The page under the shell's strips: title and actions on top, the rest scrolls unless `fill`. */
export function Page({
  title,
  sub,
  actions,
  fill,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={clsx('flex h-full min-w-0 flex-col', !fill && 'overflow-y-auto')}>
      <header className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-4 pb-2 max-md:px-3">
        <h1 className="text-[17px] leading-6 font-semibold whitespace-nowrap">{title}</h1>
        {sub && <p className="min-w-0 text-ink3">{sub}</p>}
        {actions && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div
        className={clsx(
          'min-w-0 px-5 pb-5 max-md:px-3',
          fill ? 'flex min-h-0 flex-1 flex-col pb-0' : 'w-full max-w-[1500px]',
        )}
      >
        {children}
      </div>
    </div>
  );
}

/** Facts as name and value. */
export function Facts({ items }: { items: readonly { name: ReactNode; value: ReactNode; bad?: boolean }[] }) {
  return (
    <dl>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is short and never reordered
        <div key={index} className="flex gap-3 border-b border-line py-1.5 last:border-0">
          <dt className="w-28 shrink-0 break-words text-ink3">{item.name}</dt>
          <dd className={clsx('min-w-0 flex-1 break-words', item.bad && 'text-bad')}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex min-w-[18px] items-center justify-center rounded-sm border border-line2 bg-surface px-1 font-sans text-[11px] leading-4 text-ink3">
      {children}
    </kbd>
  );
}
