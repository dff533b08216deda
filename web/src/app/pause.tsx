// "Pausar tudo": one click and a reason, and nothing more leaves; the strip on every page says who and since when.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CirclePause, Play } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { $api, api, body } from '~/api/client';
import { fromLocalInput, serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';
import { useMay } from './session';
import { toast } from './tray';

let open = false;
const listeners = new Set<() => void>();

/** Opens the dialog from anywhere: a page's button, the palette. */
export function askPauseAll(next = true): void {
  open = next;
  for (const listener of listeners) listener();
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

const UNTIL = ['open', '30', '120', 'tomorrow'] as const;

/** The instant that a choice of `UNTIL` means; tomorrow is 08:00 of the company. */
function until(choice: (typeof UNTIL)[number], timeZone: string): string | undefined {
  if (choice === 'open') return undefined;
  if (choice !== 'tomorrow') return new Date(serverNow() + Number(choice) * 60_000).toISOString();
  const day = new Intl.DateTimeFormat('sv', { timeZone }).format(serverNow() + 86_400_000);
  return fromLocalInput(`${day}T08:00`, timeZone);
}

export function PauseAllDialog() {
  const t = useT();
  const format = useFormat();
  const client = useQueryClient();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  const [choice, setChoice] = useState<(typeof UNTIL)[number]>('open');
  const pause = useMutation({
    mutationFn: (reason: string) =>
      body(api.POST('/api/v1/pause', { body: { reason, until: until(choice, format.timeZone) } })),
    onSuccess: (answer) => {
      askPauseAll(false);
      toast(t('shell:paused_done', { count: answer?.in_flight.length ?? 0 }));
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'get' });
    },
  });
  return (
    <Dialog
      open={shown}
      onClose={() => askPauseAll(false)}
      title={t('shell:pause_title')}
      description={t('shell:pause_what')}
      size="sm"
      actions={
        <>
          <Button onClick={() => askPauseAll(false)}>{t('ui:back')}</Button>
          <Button kind="danger-solid" type="submit" form="pause-all" busy={pause.isPending}>
            {t('shell:pause_all')}
          </Button>
        </>
      }
    >
      <form
        id="pause-all"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          pause.mutate(String(new FormData(event.currentTarget).get('reason')));
        }}
      >
        <Field label={t('ui:reason')} name="reason">
          <TextInput name="reason" required maxLength={300} autoFocus />
        </Field>
        <Field label={t('shell:pause_until')}>
          <Select
            value={choice}
            onChange={setChoice}
            options={UNTIL.map((value) => ({ value, label: t(`shell:until.${value}`) }))}
          />
        </Field>
        {pause.error && <ErrorBox error={pause.error} />}
      </form>
    </Dialog>
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
