// What is done with an outbox: a call that tells of nothing, another secret, a span of the feed told again.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '~/api/client';
import { useChange } from '~/api/nouns';
import { toast } from '~/app/tray';
import { fromLocalInput, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { DateInput } from '~/ui/date-input';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Radios } from '~/ui/radios';
import { ErrorBox, Note } from '~/ui/states';
import type { Outbox } from './outboxes';
import { codeWords } from './words';

type JobProps = { outbox: Outbox; onClose: () => void };

export function TestDialog({ outbox, onClose }: JobProps) {
  const t = useT();
  const test = useMutation({
    mutationFn: () => body(api.POST('/api/v1/outboxes/{id}/test', { params: { path: { id: outbox.id } }, body: {} })),
  });
  const { data } = test;
  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('gateways:test_title', { name: outbox.name })}
      description={t('outboxes:test_what')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:close')}</Button>
          <Button kind="primary" busy={test.isPending} onClick={() => test.mutate()}>
            {data || test.error ? t('gateways:test_again') : t('outboxes:test')}
          </Button>
        </>
      }
    >
      {test.error && <ErrorBox error={test.error} />}
      <div aria-live="polite">
        {data && (
          <Note tone={data.ok ? 'ok' : 'bad'} title={t(data.ok ? 'outboxes:test_ok' : 'outboxes:test_failed')}>
            {data.code && <p>{codeWords(t, data.code)}</p>}
            {data.status !== null && <p>{t('outboxes:http_status', { status: String(data.status) })}</p>}
          </Note>
        )}
      </div>
      {test.isIdle && <p className="text-ink2">{t('gateways:test_idle')}</p>}
    </Dialog>
  );
}

export function RotateDialog({ outbox, onClose, onMade }: JobProps & { onMade: (secret: string) => void }) {
  const t = useT();
  const [hours, setHours] = useState('24');
  const rotate = useChange(
    () =>
      api.POST('/api/v1/outboxes/{id}/rotate-secret', {
        params: { path: { id: outbox.id } },
        body: { overlap_hours: Number(hours) },
      }),
    (made) => {
      onClose();
      onMade(made.secret);
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('outboxes:rotate_of', { name: outbox.name })}
      description={t('outboxes:rotate_what')}
      submit={t('outboxes:rotate')}
      busy={rotate.isPending}
      error={rotate.error}
      onSubmit={() => rotate.mutate()}
    >
      <Field label={t('outboxes:overlap')} hint={t('outboxes:overlap_hint')} className="max-w-52">
        <TextInput value={hours} onValueChange={setHours} inputMode="numeric" pattern="[0-9]{1,3}" required />
      </Field>
    </FormDialog>
  );
}

export function ReplayDialog({ outbox, onClose }: JobProps) {
  const t = useT();
  const format = useFormat();
  const [from, setFrom] = useState<'day' | 'begin'>('day');
  const [day, setDay] = useState('');
  const replay = useChange(
    () =>
      api.POST('/api/v1/outboxes/{id}/replay', {
        params: { path: { id: outbox.id } },
        body: from === 'begin' ? { after: 0 } : { since: fromLocalInput(`${day}T00:00`, format.timeZone) },
      }),
    () => {
      toast(t('outboxes:replay_begun'));
      onClose();
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('outboxes:replay_title', { name: outbox.name })}
      description={t('outboxes:replay_what')}
      submit={t('outboxes:replay')}
      busy={replay.isPending}
      blocked={from === 'day' && day === ''}
      error={replay.error}
      onSubmit={() => replay.mutate()}
    >
      <Radios
        label={t('outboxes:replay_from')}
        value={from}
        onChange={setFrom}
        options={[
          { value: 'day', label: t('outboxes:replay_day') },
          { value: 'begin', label: t('outboxes:replay_begin') },
        ]}
      />
      {from === 'day' && (
        <Field label={t('outboxes:day')}>
          <DateInput value={day} onValueChange={setDay} required />
        </Field>
      )}
    </FormDialog>
  );
}
