// One document: its signers, what was told of it, what was not sent and why.

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Copy } from '~/ui/copy';
import { Dialog } from '~/ui/dialog';
import { ReasonDialog } from '~/ui/form-dialog';
import { Facts } from '~/ui/panel';
import { ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { StatusPill } from './signatures';

export function DocumentDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const [stopping, setStopping] = useState(false);
  const params = { path: { id } };
  const { data, error, isPending } = $api.useQuery('get', '/api/v1/documents/{id}', { params });
  const messages = $api.useQuery(
    'get',
    '/api/v1/messages',
    { params: { query: { batch_ref: data?.batch_ref, limit: 50 } } },
    { enabled: Boolean(data) },
  );
  const stop = useChange(
    (reason: string) => api.POST('/api/v1/documents/{id}/cancel', { params, body: { reason } }),
    () => {
      setStopping(false);
      toast(t('signatures:stopped'));
    },
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={data?.name ?? data?.external_id ?? t('signatures:document')}
      actions={
        <>
          {data?.status === 'pending' && may('operate') && (
            <Button kind="danger" onClick={() => setStopping(true)}>
              {t('signatures:stop')}
            </Button>
          )}
          <Button onClick={onClose}>{t('ui:back')}</Button>
        </>
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error && <ErrorBox error={error} />}
      {data && (
        <div className="flex flex-col gap-4">
          <Facts
            items={[
              { name: t('signatures:state'), value: <StatusPill status={data.status} /> },
              { name: t('signatures:source'), value: `${data.source} · ${data.external_id}` },
              ...(data.deadline_at ? [{ name: t('signatures:deadline'), value: format.minute(data.deadline_at) }] : []),
              ...(data.ended_at ? [{ name: t('signatures:ended'), value: format.minute(data.ended_at) }] : []),
            ]}
          />
          {data.notes.map((note) => (
            <Note
              key={`${note.signer}/${note.step}`}
              tone="warn"
              title={t('signatures:not_sent', { n: note.step, signer: note.signer })}
            >
              {t.maybe(`signatures:note.${note.code}`) ?? t.maybe(`problem:${note.code}`) ?? note.code}
            </Note>
          ))}
          <Table label={t('signatures:signers')}>
            <thead>
              <tr>
                <Th>{t('signatures:signer')}</Th>
                <Th>{t('signatures:contact')}</Th>
                <Th>{t('signatures:state')}</Th>
                <Th>{t('signatures:link')}</Th>
              </tr>
            </thead>
            <tbody>
              {data.signers.map((signer) => (
                <Tr key={signer.key}>
                  <Td className="font-medium">{signer.name ?? signer.key}</Td>
                  <Td>{signer.phone ?? signer.email ?? '—'}</Td>
                  <Td>{t(`signatures:signer.${signer.status}`)}</Td>
                  <Td>
                    {signer.link ? (
                      <span className="flex items-center gap-1">
                        <Copy
                          text={signer.link}
                          label={t('signatures:link_copy', { name: signer.name ?? signer.key })}
                        />
                        {signer.link_expires_at &&
                          t('signatures:link_until', { at: format.minute(signer.link_expires_at) })}
                      </span>
                    ) : (
                      '—'
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          <section>
            <h3 className="mb-1 font-medium">{t('signatures:messages')}</h3>
            {messages.error && <ErrorBox error={messages.error} />}
            {messages.data?.items.length === 0 && <p className="text-ink3">{t('signatures:messages_none')}</p>}
            <ul>
              {messages.data?.items.map((message) => (
                <li key={message.id} className="flex flex-wrap gap-x-3 py-0.5">
                  <Link to="/fila" search={{ m: String(message.id) } as never} className="hover:underline">
                    {message.customer.name}
                  </Link>
                  <span>{t(`status:${message.status}`)}</span>
                  <span className="text-ink3">
                    {format.minute(message.sent_at ?? message.due_at ?? message.created_at)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h3 className="mb-1 font-medium">{t('signatures:events')}</h3>
            <ul className="max-h-48 overflow-y-auto">
              {data.events.map((event) => (
                <li key={event.id} className="flex gap-3 py-0.5">
                  <span className="text-ink3">{format.minute(event.received_at)}</span>
                  <span className="font-mono text-[12px]">{event.kind}</span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
      {stopping && (
        <ReasonDialog
          open
          onClose={() => setStopping(false)}
          title={t('signatures:stop_title')}
          description={t('signatures:stop_what')}
          submit={t('signatures:stop')}
          kind="danger-solid"
          busy={stop.isPending}
          error={stop.error}
          onSubmit={(reason) => stop.mutate(reason)}
        />
      )}
    </Dialog>
  );
}
