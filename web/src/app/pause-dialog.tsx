import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '~/api/client';
import { fromLocalInput, serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';
import { toast } from './tray';

export const UNTIL = ['open', '30', '120', 'tomorrow'] as const;

/** The instant that a choice of `UNTIL` means; tomorrow is 08:00 of the company. */
export function until(choice: (typeof UNTIL)[number], timeZone: string): string | undefined {
  if (choice === 'open') return undefined;
  if (choice !== 'tomorrow') return new Date(serverNow() + Number(choice) * 60_000).toISOString();
  const day = new Intl.DateTimeFormat('sv', { timeZone }).format(serverNow() + 86_400_000);
  return fromLocalInput(`${day}T08:00`, timeZone);
}

export default function PauseAllDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const client = useQueryClient();
  const [choice, setChoice] = useState<(typeof UNTIL)[number]>('open');
  const pause = useMutation({
    mutationFn: (reason: string) =>
      body(api.POST('/api/v1/pause', { body: { reason, until: until(choice, format.timeZone) } })),
    onSuccess: (answer) => {
      onClose();
      toast(t('shell:paused_done', { count: answer?.in_flight.length ?? 0 }));
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'get' });
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('shell:pause_title')}
      description={t('shell:pause_what')}
      size="sm"
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
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
