// "Cancelar pendentes": every waiting message of the filter, counted by what it waits for and by template, with what the
// filter leaves out; and, while a run is still adding, the offer to catch what it will add.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import type { components } from '~/api/schema';
import { useLookups } from '~/app/lookups';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { ErrorBox, Note } from '~/ui/states';
import { PreviewTable, TYPED_OVER, useGrown, usePreview } from './bulk-dialog';
import { askCounts } from './counts';
import type { MessageFilter } from './filter';
import { type Bulk, dryRun, order } from './operations';

type Run = components['schemas']['Run'];

/** Templates named one by one; the rest is summed. */
const TEMPLATES_SHOWN = 5;

export function PendingDialog({
  filter,
  words,
  onClose,
  onDone,
}: {
  filter: MessageFilter;
  words: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const { template } = useLookups();
  const [typed, setTyped] = useState('');
  const [caught, setCaught] = useState<readonly number[]>([]);
  const waiting = { ...filter, status: ['waiting'] } as MessageFilter;
  const bulk = (reason: string): Bulk => ({ action: 'cancel', reason, filter: waiting });
  const preview = usePreview(bulk(t('queue:dry_run_reason')), true);
  const grown = useGrown(preview.data, preview.dataUpdatedAt);
  const counts = useQuery({
    queryKey: ['counts', JSON.stringify(waiting)],
    queryFn: () => askCounts(waiting, true),
    gcTime: 0,
  });
  const all = $api.useQuery('get', '/api/v1/summary').data?.totals.waiting;
  const runs = useOpenRuns(filter);
  const cancel = useMutation({
    mutationFn: async (reason: string) => {
      if (await grown.check(() => dryRun(bulk(reason)))) return false;
      // The rules first: what a run adds between the two is then caught by one of them.
      for (const target_id of caught)
        await body(api.POST('/api/v1/stop-rules', { body: { scope: 'run', target_id, reason } }));
      await order(bulk(reason));
      return true;
    },
    onSuccess: (ordered) => {
      if (!ordered) return preview.refetch().then(() => setTyped(''));
      onClose();
      onDone();
    },
  });
  const n = preview.data?.would_change ?? 0;
  const heavy = n > TYPED_OVER;
  const confirmed = !heavy || typed.replace(/\D/g, '') === String(n);
  const left = all !== undefined && preview.data ? Math.max(0, all - preview.data.total) : 0;
  const kinds = counts.data
    ? (['now', 'scheduled', 'retrying'] as const).map((kind) => ({
        name: t(`queue:pending.${kind}`),
        n: counts.data.waiting[kind],
      }))
    : [];
  const templates = counts.data?.templates ?? [];
  const rest = templates.slice(TEMPLATES_SHOWN).reduce((sum, one) => sum + one.n, 0);
  return (
    <Dialog
      open
      onClose={onClose}
      title={preview.data ? t('queue:ask.cancel', { count: n }) : t('queue:cancel_pending')}
      description={t('queue:filter_is', { words })}
      note={t('queue:undo_10')}
      actions={
        <>
          <Button onClick={onClose}>{t('queue:keep')}</Button>
          <Button
            type="submit"
            form="pending"
            kind="danger-solid"
            busy={cancel.isPending}
            disabled={!preview.data || (n === 0 && caught.length === 0) || !confirmed}
          >
            {t('queue:do.cancel', { count: n })}
          </Button>
        </>
      }
    >
      <form
        id="pending"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          cancel.mutate(String(new FormData(event.currentTarget).get('reason')));
        }}
      >
        <PreviewTable action="cancel" preview={preview.data} more={kinds.filter((kind) => kind.n > 0)} />
        {templates.length > 0 && (
          <section aria-label={t('queue:by_template')}>
            <h3 className="mb-1 text-[12px] text-ink3">{t('queue:by_template')}</h3>
            <ul className="flex flex-wrap gap-x-4 gap-y-1">
              {templates.slice(0, TEMPLATES_SHOWN).map((one) => (
                <li key={one.template_id} className="whitespace-nowrap">
                  <span className="font-mono text-[12px]">
                    {template(one.template_id)?.key ?? `#${one.template_id}`}
                  </span>{' '}
                  <strong className="font-semibold">{format.integer(one.n)}</strong>
                </li>
              ))}
              {rest > 0 && <li>{t('queue:other_templates', { n: rest })}</li>}
            </ul>
          </section>
        )}
        {left > 0 && <Note tone="info">{t('queue:left_out', { count: left })}</Note>}
        {runs.map((run) => (
          <Checkbox
            key={run.id}
            checked={caught.includes(run.id)}
            onChange={(checked) => setCaught(checked ? [...caught, run.id] : caught.filter((id) => id !== run.id))}
            label={t('queue:catch_run', { id: String(run.id), since: format.time(run.started_at) })}
          />
        ))}
        {grown.now !== null && <Note tone="warn">{t('queue:grown', { count: grown.now })}</Note>}
        {(preview.error || counts.error) && (
          <ErrorBox
            error={preview.error ?? counts.error}
            onRetry={() => void Promise.all([preview.refetch(), counts.refetch()])}
          />
        )}
        <Field label={t('ui:reason')} name="reason">
          <TextInput name="reason" required maxLength={1000} autoComplete="off" />
        </Field>
        {heavy && (
          <Field label={t('queue:type_number', { number: String(n) })}>
            <TextInput
              value={typed}
              inputMode="numeric"
              autoComplete="off"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </Field>
        )}
        {cancel.error && <ErrorBox error={cancel.error} />}
      </form>
    </Dialog>
  );
}

/** Runs that have not ended, of the gateway that the filter names or of any. */
function useOpenRuns(filter: MessageFilter): readonly Run[] {
  const runs = $api.useQuery('get', '/api/v1/runs', { params: { query: { limit: 50 } } });
  const gateway = (filter as { gateway_id?: number }).gateway_id;
  return (runs.data?.items ?? []).filter(
    (run) => (run.status === 'running' || run.status === 'queued') && (!gateway || run.gateway_ids.includes(gateway)),
  );
}
