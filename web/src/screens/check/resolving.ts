// Doubtful messages decided by a person, many at a time: one call each (every decision is on record by itself), a few at
// once, shown in the tray, stopped when somebody says so.

import { api, body, queryClient } from '~/api/client';
import { asProblem, describeProblem } from '~/api/problem';
import { tray } from '~/app/tray';
import { translator } from '~/i18n';
import { order } from '~/screens/queue/operations';

export type Verdict = 'sent' | 'not_sent';

const AT_ONCE = 4;

export async function resolveAll(ids: readonly number[], as: Verdict, reason: string, resend: boolean): Promise<void> {
  const t = translator();
  const id = `resolve ${Date.now()}`;
  const left = [...ids];
  const decided: number[] = [];
  let passed = 0;
  let failure: unknown = null;
  let stopped = false;
  const show = () =>
    tray({
      id,
      title: t('check:working'),
      count: t('queue:n_of', { n: decided.length + passed, total: ids.length }),
      progress: (decided.length + passed) / ids.length,
      actions: [
        {
          label: t('ui:stop'),
          onClick: () => {
            stopped = true;
          },
        },
      ],
    });
  const worker = async () => {
    for (let next = left.shift(); next !== undefined && !stopped && !failure; next = left.shift()) {
      try {
        await body(api.POST('/api/v1/messages/{id}/resolve', { params: { path: { id: next } }, body: { as, reason } }));
        decided.push(next);
      } catch (error) {
        // Somebody else, or a confirmation, was faster.
        if (asProblem(error).status === 409 || asProblem(error).status === 404) passed += 1;
        else failure = error;
      }
      show();
    }
  };
  show();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const detail = [
    passed > 0 && t('check:passed', { count: passed }),
    left.length > 0 && t('check:left', { count: left.length }),
    failure !== null && describeProblem(failure, t).sentence,
  ].filter(Boolean);
  tray({
    id,
    title: t(`check:done.${as}`, { count: decided.length }),
    detail: detail.join(' · ') || undefined,
    tone: failure ? 'bad' : 'ok',
    lifeMs: failure ? undefined : 12_000,
  });
  if (resend && as === 'not_sent' && decided.length > 0) await order({ action: 'resend', ids: decided, reason });
  void queryClient.invalidateQueries({
    predicate: (query) => ['get', 'counts', 'queue'].includes(String(query.queryKey[0])),
  });
}
