import { useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { UNTIL, until } from '~/app/pause-dialog';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Field } from '~/ui/field';
import { ReasonDialog } from '~/ui/form-dialog';
import { Select } from '~/ui/select';

type Paused = { id: number; name: string; waiting: number };

/** Stops one gateway's queue, with a reason and perhaps an end; says what stays. */
export function PauseGateway({ gateway, onClose }: { gateway: Paused; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const [choice, setChoice] = useState<(typeof UNTIL)[number]>('open');
  const pause = useChange(
    (reason: string) =>
      api.POST('/api/v1/gateways/{id}/pause', {
        params: { path: { id: gateway.id } },
        body: { reason, until: until(choice, format.timeZone) },
      }),
    (answer) => {
      onClose();
      toast(t('gateways:paused_done', { name: gateway.name, count: answer.in_flight.length }));
    },
  );
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={t('gateways:pause_title', { name: gateway.name })}
      description={t('gateways:pause_what', { count: gateway.waiting })}
      submit={t('gateways:pause')}
      kind="danger-solid"
      busy={pause.isPending}
      error={pause.error}
      onSubmit={(reason) => pause.mutate(reason)}
    >
      <Field label={t('shell:pause_until')}>
        <Select
          value={choice}
          onChange={setChoice}
          options={UNTIL.map((value) => ({ value, label: t(`shell:until.${value}`) }))}
        />
      </Field>
    </ReasonDialog>
  );
}

/** Lets a gateway's queue go on. */
export function useResumeGateway() {
  const t = useT();
  return useChange(
    (id: number) => api.POST('/api/v1/gateways/{id}/resume', { params: { path: { id } }, body: {} }),
    () => toast(t('gateways:resumed_done')),
  );
}
