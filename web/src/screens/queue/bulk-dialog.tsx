// One dialog for every action over many: what would change (a dry run), a reason, and the number typed where it is a
// cancel of more than a thousand. A count that is old is made again before it counts.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import { useLookups } from '~/app/lookups';
import { trayPlace } from '~/app/tray';
import { fromLocalInput, serverNow, toLocalInput, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { MomentField } from '~/ui/date-input';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox, Note, Skeleton } from '~/ui/states';
import type { Target } from './asking';
import { type Bulk, type BulkAction, type BulkPreview, dryRun, order } from './operations';

/** A cancel of more than this is confirmed by typing its number. */
export const TYPED_OVER = 1000;
/** A count older than this is made again when it is confirmed. */
const STALE_MS = 30_000;
/** Growth since the count beyond which one is asked again. */
const GROWTH = 0.01;

const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
type Priority = (typeof PRIORITIES)[number];

type Values = { due: string; priority: Priority | null; gateway: string | null };

const selectionOf = (target: Target): Pick<Bulk, 'ids' | 'filter'> =>
  target.kind === 'ids' ? { ids: [...target.ids] } : { filter: target.filter };

export function BulkDialog({
  action,
  target,
  onClose,
  onDone,
}: {
  action: BulkAction;
  target: Target;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const [values, setValues] = useState<Values>({
    due: toLocalInput(serverNow() + 3_600_000, format.timeZone),
    priority: null,
    gateway: null,
  });
  const [typed, setTyped] = useState('');
  const ordered = useRef(false);
  const bulk = (reason: string): Bulk => ({
    action,
    reason,
    ...selectionOf(target),
    ...(action === 'reschedule' ? { due_at: fromLocalInput(values.due, format.timeZone) } : {}),
    ...(action === 'priority' && values.priority ? { priority: values.priority } : {}),
    ...(action === 'reroute' && values.gateway ? { gateway_id: Number(values.gateway) } : {}),
  });
  const ready =
    (action !== 'priority' || values.priority !== null) &&
    (action !== 'reroute' || values.gateway !== null) &&
    (action !== 'reschedule' || values.due !== '');
  const preview = usePreview(bulk(t('queue:dry_run_reason')), ready);
  const grown = useGrown(preview.data, preview.dataUpdatedAt);
  const run = useMutation({
    mutationFn: async (reason: string) => {
      if (await grown.check(() => dryRun(bulk(reason)))) return false;
      await order(bulk(reason));
      return true;
    },
    onSuccess: (went) => {
      if (!went) return preview.refetch().then(() => setTyped(''));
      ordered.current = true;
      onClose();
      onDone();
    },
  });
  const n = preview.data?.would_change ?? 0;
  const heavy = action === 'cancel' && n > TYPED_OVER;
  const confirmed = !heavy || typed.replace(/\D/g, '') === String(n);
  return (
    <Dialog
      open
      onClose={onClose}
      title={preview.data ? t(`queue:ask.${action}`, { count: n }) : t(`queue:act.${action}`)}
      description={target.kind === 'filter' ? t('queue:filter_is', { words: target.words }) : undefined}
      note={action === 'cancel' ? t('queue:undo_10') : undefined}
      finalFocus={() => (ordered.current ? trayPlace() : undefined)}
      actions={
        <>
          <Button onClick={onClose}>{action === 'cancel' ? t('queue:keep') : t('ui:back')}</Button>
          <Button
            type="submit"
            form="bulk"
            kind={action === 'cancel' ? 'danger-solid' : 'primary'}
            busy={run.isPending}
            disabled={!preview.data || n === 0 || !confirmed}
          >
            {t(`queue:do.${action}`, { count: n })}
          </Button>
        </>
      }
    >
      <form
        id="bulk"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate(String(new FormData(event.currentTarget).get('reason')));
        }}
      >
        <ActionFields action={action} values={values} onValues={setValues} />
        {ready && <PreviewTable action={action} preview={preview.data} />}
        {preview.error && <ErrorBox error={preview.error} onRetry={() => preview.refetch()} />}
        {grown.now !== null && <Note tone="warn">{t('queue:grown', { count: grown.now })}</Note>}
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
        {run.error && <ErrorBox error={run.error} />}
      </form>
    </Dialog>
  );
}

/** The dry run; its answer stands until the dialog is closed or what is asked changes. */
export function usePreview(bulk: Bulk, ready: boolean) {
  const { reason: _, ...what } = bulk;
  return useQuery({
    queryKey: ['dry run', JSON.stringify(what)],
    queryFn: () => dryRun(bulk),
    enabled: ready,
    staleTime: STALE_MS,
    gcTime: 0,
    retry: (count, error) => asProblem(error).status === 0 && count < 2,
  });
}

/** Counts again what was counted long ago; `check` says whether it has grown so much that one is asked again. */
export function useGrown(preview: BulkPreview | undefined, at: number) {
  const [now, setNow] = useState<number | null>(null);
  return {
    now,
    check: async (again: () => Promise<BulkPreview>): Promise<boolean> => {
      if (!preview || Date.now() - at < STALE_MS) return false;
      const next = (await again()).would_change;
      const grew = next > preview.would_change * (1 + GROWTH);
      setNow(grew ? next : null);
      return grew;
    },
  };
}

export function PreviewTable({
  action,
  preview,
  more,
}: {
  action: BulkAction;
  preview: BulkPreview | undefined;
  more?: readonly { name: string; n: number }[];
}) {
  const t = useT();
  const format = useFormat();
  if (!preview) return <Skeleton className="h-[72px] w-full" />;
  const rows = [
    { name: t(`queue:will.${action}`), n: preview.would_change },
    ...(more ?? []),
    ...Object.entries(preview.skipped).map(([code, count]) => ({
      name: t.maybe(`queue:stays.${code}`) ?? t('queue:stays.other', { code }),
      n: count,
    })),
  ];
  return (
    <dl className="divide-y divide-line rounded-md border border-line bg-sunken">
      {rows.map((row) => (
        <div key={row.name} className="flex min-h-9 items-center justify-between gap-4 px-3">
          <dt>{row.name}</dt>
          <dd className="font-semibold">{format.integer(row.n)}</dd>
        </div>
      ))}
    </dl>
  );
}

function ActionFields({
  action,
  values,
  onValues,
}: {
  action: BulkAction;
  values: Values;
  onValues: (values: Values) => void;
}) {
  const t = useT();
  const format = useFormat();
  const { gateways } = useLookups();
  if (action === 'reschedule') {
    return (
      <MomentField
        label={t('queue:new_time')}
        hint={t('queue:new_time_hint', { zone: format.zone })}
        value={values.due}
        onValueChange={(due) => onValues({ ...values, due })}
      />
    );
  }
  if (action === 'priority') {
    return (
      <Field label={t('queue:new_priority')} hint={t('queue:new_priority_hint')}>
        <Select
          value={values.priority}
          placeholder={t('queue:choose')}
          onChange={(priority) => onValues({ ...values, priority })}
          options={PRIORITIES.map((value) => ({ value, label: t(`word:priority.${value}`) }))}
        />
      </Field>
    );
  }
  if (action === 'reroute') {
    return (
      <Field label={t('queue:new_gateway')} hint={t('queue:new_gateway_hint')}>
        <Select
          value={values.gateway}
          placeholder={t('queue:choose')}
          onChange={(gateway) => onValues({ ...values, gateway })}
          options={gateways.map((one) => ({ value: String(one.id), label: one.name }))}
        />
      </Field>
    );
  }
  if (action === 'resend') return <Note tone="warn">{t('queue:resend_warning')}</Note>;
  return null;
}
