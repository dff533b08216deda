// How many, who is left out, what it costs, until when; and then, once more, "send".

import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange, useNames } from '~/api/nouns';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { ErrorBox, Note, Skeleton } from '~/ui/states';
import type { Notice, Preview } from './draft';
import { LeftOut } from './left-out';

export function Outlook({ notice, onSent }: { notice: Notice; onSent: () => void }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const preview = $api.useQuery(
    'post' as 'get',
    '/api/v1/notices/{id}/preview' as '/api/v1/notices/{id}',
    { params: { path: { id: notice.id } } },
    { staleTime: 0, gcTime: 0, refetchOnWindowFocus: false },
  );
  if (preview.error) return <ErrorBox error={preview.error} onRetry={() => preview.refetch()} />;
  const shown = preview.data as unknown as Preview | undefined;
  if (!shown) {
    return (
      <div role="status" aria-label={t('ui:loading')}>
        <Skeleton className="h-7 w-2/3" />
        <Skeleton className="mt-2 h-4 w-1/2" />
      </div>
    );
  }
  return (
    <>
      <Told preview={shown} notice={notice} />
      <Button kind="primary" size="lg" disabled={shown.recipients === 0} onClick={() => setAsking(true)}>
        {t('notices:send')}
      </Button>
      {asking && <SendDialog notice={notice} preview={shown} onClose={() => setAsking(false)} onSent={onSent} />}
    </>
  );
}

function Told({ preview, notice }: { preview: Preview; notice: Notice }) {
  const t = useT();
  const format = useFormat();
  const gateway = useNames('gateways');
  const now = serverNow();
  const stuck = preview.gateways.reduce((sum, share) => sum + share.stuck, 0);
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="text-[22px] leading-7 font-semibold tracking-[-0.015em]">
          {t('notices:recipients', { count: preview.recipients })}
        </p>
        <p className="text-ink2">{t('notices:of_customers', { count: preview.total })}</p>
      </div>
      <p>
        {preview.cost_cents === null
          ? t('notices:no_price')
          : t('notices:cost', { amount: format.money(preview.cost_cents), count: preview.parts })}
      </p>
      <p className="font-medium">
        {preview.ends_at
          ? t('notices:ends', { when: format.moment(preview.ends_at, now) })
          : preview.recipients > 0 && t('notices:ends_never', { count: stuck })}
      </p>
      {preview.gateways.length > 1 && (
        <ul className="list-disc pl-5">
          {preview.gateways.map((share) => (
            <li key={share.gateway_id}>
              {t('notices:share', { gateway: gateway(share.gateway_id), count: share.recipients })}
            </li>
          ))}
        </ul>
      )}
      <LeftOut reasons={preview.left_out} />
      {notice.outage && (
        <Note tone="warn">{t('notices:outage_note', { when: format.moment(notice.outage.until, now) })}</Note>
      )}
      {preview.samples.slice(0, 1).map((sample) => (
        <figure key={sample.customer_id}>
          <figcaption className="mb-1 text-[12px] text-ink3">{t('notices:sample', { name: sample.name })}</figcaption>
          <p className="rounded-md border border-line bg-sunken px-3 py-2 break-words whitespace-pre-wrap">
            {sample.text}
          </p>
        </figure>
      ))}
    </div>
  );
}

type SendProps = { notice: Notice; preview: Preview; onClose: () => void; onSent: () => void };

function SendDialog({ notice, preview, onClose, onSent }: SendProps) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const send = useChange(
    () =>
      api.POST('/api/v1/notices/{id}/send', {
        params: { path: { id: notice.id } },
        body: (preview.confirm === null ? {} : { confirm: Number(typed) }) as never,
      }),
    () => {
      toast(t('notices:sending'));
      onSent();
    },
  );
  const many = preview.confirm !== null;
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('notices:send_title', { count: preview.recipients })}
      description={t('notices:send_what')}
      submit={t('notices:send')}
      busy={send.isPending}
      blocked={many && typed.replace(/\D/g, '') !== String(preview.confirm)}
      error={send.error}
      onSubmit={() => send.mutate()}
    >
      {many && (
        <Field label={t('notices:confirm', { n: String(preview.confirm) })} hint={t('notices:confirm_hint')}>
          <TextInput value={typed} onValueChange={setTyped} inputMode="numeric" autoComplete="off" required />
        </Field>
      )}
    </FormDialog>
  );
}
