// "Pausar tudo": one click and a reason, and nothing more leaves; the strip on every page says who and since when.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CirclePause, Play } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { $api, api, body } from '~/api/client';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { ask } from './ask';
import { useMay } from './session';
import { toast } from './tray';

const PauseAllDialog = lazy(() => import('./pause-dialog'));
const asked = ask();

/** Opens the dialog from anywhere: a page's button, the palette. */
export const askPauseAll = asked.set;

/** The dialog, once somebody asked for it. */
export function PauseAll() {
  const open = asked.useOpen();
  return (
    <Suspense fallback={null}>
      {open !== null && <PauseAllDialog open={open} onClose={() => askPauseAll(false)} />}
    </Suspense>
  );
}

export function usePauses() {
  return $api.useQuery('get', '/api/v1/pause', {}, { staleTime: 10_000, refetchInterval: 30_000 });
}

/** For the right end of a page's header. */
export function PauseAllButton() {
  const t = useT();
  const may = useMay();
  const pauses = usePauses();
  if (!may('operate') || pauses.data?.paused) return null;
  return (
    <Button kind="danger" onClick={() => askPauseAll()}>
      <CirclePause aria-hidden />
      {t('shell:pause_all')}
    </Button>
  );
}

export function PausedStrip() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const pauses = usePauses();
  const resume = useMutation({
    mutationFn: () => body(api.POST('/api/v1/resume', { body: {} })),
    onSuccess: () => {
      toast(t('shell:resumed_done'));
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'get' });
    },
    onError: (error) => toast(error.message, { tone: 'bad' }),
  });
  const paused = pauses.data?.paused;
  if (!paused) return null;
  const since = format.moment(paused.since, serverNow());
  return (
    <div
      role="status"
      className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 bg-bad-solid px-5 py-1 font-medium text-white"
    >
      <CirclePause aria-hidden className="size-4" />
      <p className="min-w-0 flex-1">
        {t('shell:paused', { since, reason: paused.reason })}
        {paused.until && ` ${t('shell:paused_until', { until: format.moment(paused.until, serverNow()) })}`}
      </p>
      {may('operate') && (
        <button
          type="button"
          disabled={resume.isPending}
          className="inline-flex h-6 items-center gap-1.5 rounded-md bg-white px-2 font-medium text-[#a01d1d] hover:bg-white/90"
          onClick={() => resume.mutate()}
        >
          <Play aria-hidden className="size-3.5" />
          {t('shell:resume')}
        </button>
      )}
    </div>
  );
}
