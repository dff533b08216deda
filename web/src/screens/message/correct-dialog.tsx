// "Corrigir e reenviar": a new message with the corrected contact and values, tried dry first. The old one stays as it is,
// and the new one names it in its reference.

import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import { fieldOf } from '~/api/problem';
import type { components } from '~/api/schema';
import { useLookups } from '~/app/lookups';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { refreshMessages } from '~/screens/queue/acting';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ErrorBox, Note } from '~/ui/states';
import type { MessageDetail } from './panel';

type MessageInput = components['schemas']['MessageInput'];

/** Values of the data that are plain texts or numbers, by their path. */
function leaves(data: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return Object.entries(data).flatMap(([name, value]) => leaves(value, [...path, name]));
  }
  return [{ path, value: data }];
}

/** The data with the edited texts put back where they were; numbers stay numbers. */
export function withValues(data: Record<string, unknown>, edited: Record<string, string>): Record<string, unknown> {
  const copy = structuredClone(data);
  for (const { path, value } of leaves(data)) {
    const text = edited[path.join('.')];
    if (text === undefined) continue;
    let at = copy as Record<string, unknown>;
    for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
    const last = path.at(-1);
    if (last !== undefined)
      at[last] = typeof value === 'number' && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
  return copy;
}

/** What the customer and the invoice give is theirs; only the producer's own data is edited here. */
const OWN = new Set(['customer', 'invoice', 'contract', 'branch', 'signature']);

export default function CorrectDialog({ message, onClose }: { message: MessageDetail; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { gateways } = useLookups();
  const [gateway, setGateway] = useState(String(message.gateway_id));
  const [tried, setTried] = useState<{ input: MessageInput; preview: string } | null>(null);
  const invoiceId = message.invoice_id ?? 0;
  const invoice = $api.useQuery(
    'get',
    '/api/v1/invoices/{id}',
    { params: { path: { id: invoiceId } } },
    { enabled: invoiceId > 0 },
  );
  const data = Object.fromEntries(Object.entries(message.data).filter(([name]) => !OWN.has(name)));
  const fields = leaves(data).filter(({ value }) => typeof value !== 'object' || value === null);
  const inputOf = (form: FormData): MessageInput => {
    const address = String(form.get('address')).trim();
    const edited = Object.fromEntries(
      fields.map(({ path }) => [path.join('.'), String(form.get(`data ${path.join('.')}`) ?? '')]),
    );
    return {
      gateway_id: Number(gateway),
      template_id: message.template_id,
      customer: {
        source: message.customer.source,
        external_id: message.customer.external_id,
        name: message.customer.name,
        ...(address.includes('@') ? { email: address } : { phone: address }),
      },
      data: withValues(data, edited),
      ...(invoice.data ? { invoice: { source: invoice.data.source, external_id: invoice.data.external_id } } : {}),
      source_ref: `corrects:${message.id}`,
    } as MessageInput;
  };
  const dry = useMutation({
    mutationFn: async (input: MessageInput) => {
      const answer = (await body(api.POST('/api/v1/messages', { body: { ...input, dry_run: true } }))) as unknown as {
        preview: string;
      };
      return { input, preview: answer.preview };
    },
    onSuccess: setTried,
  });
  const send = useMutation({
    mutationFn: async (input: MessageInput) =>
      (await body(api.POST('/api/v1/messages', { body: input }))) as unknown as { id: number },
    onSuccess: ({ id }) => {
      onClose();
      toast(t('message:corrected', { id: String(id) }));
      refreshMessages();
      void navigate({ to: '/fila', search: { m: String(id) } as never });
    },
  });
  const error = dry.error ?? send.error ?? invoice.error;
  const wrong = error ? fieldOf(error) : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('message:correct')}
      description={t('message:correct_what', { id: String(message.id) })}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
          {tried ? (
            <Button kind="primary" busy={send.isPending} onClick={() => send.mutate(tried.input)}>
              {t('message:correct_send')}
            </Button>
          ) : (
            <Button
              kind="primary"
              type="submit"
              form="correct"
              busy={dry.isPending}
              disabled={invoiceId > 0 && !invoice.data}
            >
              {t('message:correct_try')}
            </Button>
          )}
        </>
      }
    >
      <form
        id="correct"
        className="flex flex-col gap-4"
        onChange={() => setTried(null)}
        onSubmit={(event) => {
          event.preventDefault();
          dry.mutate(inputOf(new FormData(event.currentTarget)));
        }}
      >
        <Field
          label={t('message:contact')}
          name="address"
          error={wrong?.startsWith('customer') ? t('message:contact_wrong') : undefined}
        >
          <TextInput name="address" defaultValue={message.address} required />
        </Field>
        <Field label={t('queue:column.gateway')}>
          <Select
            value={gateway}
            onChange={(next) => {
              setGateway(next);
              setTried(null);
            }}
            options={gateways.map((one) => ({ value: String(one.id), label: one.name }))}
          />
        </Field>
        {fields.map(({ path, value }) => {
          const name = path.join('.');
          return (
            <Field
              key={name}
              label={t.maybe(`message:data.${name}`) ?? name}
              name={`data ${name}`}
              error={value === null || value === '' ? t('message:empty_value') : undefined}
            >
              <TextInput name={`data ${name}`} defaultValue={String(value ?? '')} />
            </Field>
          );
        })}
        {tried && (
          <Note title={t('message:correct_preview')}>
            <p className="whitespace-pre-wrap">{tried.preview}</p>
          </Note>
        )}
        {error && <ErrorBox error={error} />}
      </form>
    </Dialog>
  );
}
