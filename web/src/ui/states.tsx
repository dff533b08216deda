import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { describeProblem } from '~/api/problem';
import { useT } from '~/i18n';
import { Button } from './button';
import { Copy } from './copy';

/** Grey bars in the shape of what will come; nothing for the first 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('skeleton', className)} />;
}

export function SkeletonRows({ rows = 8, height = 36 }: { rows?: number; height?: number }) {
  const t = useT();
  return (
    <div role="status" aria-label={t('ui:loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity
        <div key={row} className="flex items-center gap-4 border-b border-line px-4" style={{ height }}>
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-24" />
        </div>
      ))}
    </div>
  );
}

/** Nothing here (yet): one sentence, and what to do. */
export function Empty({ title, children, actions }: { title: ReactNode; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <p className="max-w-md text-[14px] font-medium">{title}</p>
      {children && <div className="max-w-md text-ink2">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** What could not be loaded or done, with the code to tell whoever helps. `what` as in "as mensagens". */
export function ErrorBox({
  what,
  error,
  onRetry,
  className,
}: {
  what?: string;
  error: unknown;
  onRetry?: () => void;
  className?: string;
}) {
  const t = useT();
  const problem = describeProblem(error, t);
  return (
    <div
      role="alert"
      className={clsx('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-bad-soft px-3 py-2', className)}
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-bad" />
      <p className="min-w-0 flex-1">
        {what && <strong className="font-semibold">{t('ui:could_not_load', { what })} </strong>}
        {problem.sentence}
        {problem.reference && (
          <span className="ml-2 inline-flex items-center gap-1 whitespace-nowrap text-[12px] text-ink3">
            {t('ui:reference', { code: problem.reference })}
            <Copy text={problem.reference} label={t('ui:copy_reference')} />
          </span>
        )}
      </p>
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          {t('ui:retry')}
        </Button>
      )}
    </div>
  );
}

const TONES = {
  bad: 'bg-bad-soft text-bad',
  warn: 'bg-warn-soft text-warn',
  ok: 'bg-ok-soft text-ok',
  info: 'bg-accent-soft text-ink',
} as const;

/** A box with a tint, for a sentence that matters here. */
export function Note({
  tone = 'info',
  title,
  children,
  className,
}: {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div className={clsx('rounded-md px-3 py-2', TONES[tone], className)}>
      {title && <p className="font-semibold">{title}</p>}
      {children && <div className="text-ink">{children}</div>}
    </div>
  );
}
