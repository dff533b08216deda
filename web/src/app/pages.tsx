// Where there is nothing to see, or something broke: each says what to do next.

import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { Empty, ErrorBox } from '~/ui/states';
import type { Need } from './screens';

export function NotFoundPage() {
  const t = useT();
  return (
    <Empty
      title={t('shell:not_found')}
      actions={
        <Link to="/" className={buttonClass('primary')}>
          {t('shell:go_home')}
        </Link>
      }
    >
      {t('shell:not_found_more')}
    </Empty>
  );
}

export function ForbiddenPage({ needs }: { needs: Need }) {
  const t = useT();
  return (
    <Empty
      title={t('shell:forbidden', { role: t(`shell:need.${needs}`) })}
      actions={
        <Link to="/" className={buttonClass('primary')}>
          {t('shell:go_home')}
        </Link>
      }
    >
      {t('shell:forbidden_more')}
    </Empty>
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const t = useT();
  return (
    <div className="p-5">
      <ErrorBox error={error} onRetry={reset} />
      <p className="mt-3 text-ink2">{t('shell:error_more')}</p>
      <div className="mt-3">
        <Button onClick={() => location.reload()}>{t('shell:reload')}</Button>
      </div>
    </div>
  );
}
