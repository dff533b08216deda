// What the ladder did lately, newest first.

import { $api } from '~/api/client';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Panel } from '~/ui/panel';
import { ErrorBox } from '~/ui/states';
import type { Ladder } from './draft';

const SHOWN = 7;

export function PastRuns({ ladder }: { ladder: Ladder }) {
  const t = useT();
  const format = useFormat();
  const runs = $api.useQuery('get', '/api/v1/ladders/{id}/runs', {
    params: { path: { id: ladder.id }, query: { limit: SHOWN } },
  });
  const items = runs.data?.items ?? [];
  return (
    <Panel title={t('ladders:runs')}>
      <div className="px-5 pb-4">
        {runs.error && <ErrorBox error={runs.error} onRetry={() => runs.refetch()} />}
        {runs.data && items.length === 0 && <p className="text-ink2">{t('ladders:runs_none')}</p>}
        <ul className="flex flex-col gap-2">
          {items.map((run) => {
            const created = Number((run.result as { created?: number } | null)?.created ?? 0);
            return (
              <li key={run.id} className="flex flex-wrap justify-between gap-x-3">
                <span>
                  {format.minute(run.started_at)}{' '}
                  <span className="text-ink3">
                    {t(run.automatic ? 'ladders:run_by_itself' : 'ladders:run_by_hand')}
                  </span>
                </span>
                <span className={run.status === 'completed' ? 'text-ink2' : 'font-medium text-warn'}>
                  {run.status === 'completed'
                    ? t('ladders:messages', { count: created })
                    : t(`ladders:run.${run.status}`, { n: format.integer(created) })}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </Panel>
  );
}
