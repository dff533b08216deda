// Where in its gateway's queue a message is to wait, and what that pushes back, said before it is done.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '~/api/client';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox, Note } from '~/ui/states';
import { type Place, place } from './acting';
import { askCounts } from './counts';
import type { MessageFilter } from './filter';
import type { Message } from './pages';

const WHERE = ['front', 'back', 'before', 'after'] as const;
type Where = (typeof WHERE)[number];

export function PlaceDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useT();
  const [where, setWhere] = useState<Where>('front');
  const [other, setOther] = useState('');
  const beside = where === 'before' || where === 'after';
  const reference = useQuery({
    queryKey: ['get', '/api/v1/messages/{id}', other],
    enabled: beside && /^\d{1,15}$/.test(other),
    retry: false,
    queryFn: () => body(api.GET('/api/v1/messages/{id}', { params: { path: { id: Number(other) } } })),
  });
  const peers = useQuery({
    queryKey: ['counts', 'peers', message.gateway_id, message.priority],
    queryFn: () =>
      askCounts(
        { gateway_id: message.gateway_id, priority: message.priority, status: ['waiting'] } as MessageFilter,
        true,
      ),
    gcTime: 0,
  });
  const found = reference.data;
  const fits =
    found &&
    found.status === 'waiting' &&
    found.gateway_id === message.gateway_id &&
    found.priority === message.priority &&
    found.id !== message.id;
  const move = useMutation({
    mutationFn: () => {
      const target: Place =
        where === 'before' ? { before: Number(other) } : where === 'after' ? { after: Number(other) } : { to: where };
      return place(message.id, target, t('queue:placed', { id: String(message.id) }));
    },
    onSuccess: (done) => done && onClose(),
  });
  const pushed = Math.max(0, (peers.data?.statuses.waiting ?? 1) - 1);
  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('queue:place_title', { id: String(message.id) })}
      description={t('queue:place_what', { priority: t(`word:priority.${message.priority}`) })}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
          <Button kind="primary" type="submit" form="place" busy={move.isPending} disabled={beside && !fits}>
            {t('queue:place_do')}
          </Button>
        </>
      }
    >
      <form
        id="place"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          move.mutate();
        }}
      >
        <Field label={t('queue:place_where')}>
          <Select
            value={where}
            onChange={setWhere}
            options={WHERE.map((value) => ({ value, label: t(`queue:where.${value}`) }))}
          />
        </Field>
        {beside && (
          <Field
            label={t('queue:place_by')}
            error={found && !fits ? t('queue:place_misfit') : reference.error ? t('problem:not_found') : undefined}
          >
            <TextInput
              value={other}
              inputMode="numeric"
              onChange={(event) => setOther(event.currentTarget.value.replace(/\D/g, ''))}
            />
          </Field>
        )}
        {peers.error && <ErrorBox error={peers.error} />}
        {where === 'front' && peers.data && <Note>{t('queue:pushes_front', { count: pushed })}</Note>}
        {where === 'back' && peers.data && <Note>{t('queue:pushes_back', { count: pushed })}</Note>}
        {beside && fits && (
          <Note>
            {t(`queue:pushes_${where as 'before' | 'after'}`, { name: found.customer.name, id: String(found.id) })}
          </Note>
        )}
      </form>
    </Dialog>
  );
}
