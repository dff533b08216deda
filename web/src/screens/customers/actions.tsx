// What a customer says on the phone, as it acts on the queue: "já paguei" stops what an invoice still sends; a promise
// holds everything until its day.

import { useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { components } from '~/api/schema';
import { toast } from '~/app/tray';
import { fromLocalInput, serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Checkbox } from '~/ui/checkbox';
import { DateInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Select } from '~/ui/select';
import { Note } from '~/ui/states';
import type { Customer } from './detail';

type Invoice = components['schemas']['Invoice'];
/** Until the payment shows up by itself; boletos take a bank business day, a weekend more. */
const DAYS = 5;

export function PaidDialog({ invoices, onClose }: { invoices: readonly Invoice[]; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const [chosen, setChosen] = useState<readonly number[]>(invoices.length === 1 ? invoices.map((one) => one.id) : []);
  const [note, setNote] = useState('');
  const stop = useChange(
    async () => {
      const until = new Date(serverNow() + DAYS * 86_400_000).toISOString();
      let cancelled = 0;
      let late = 0;
      for (const id of chosen) {
        const { data } = await api.POST('/api/v1/stop-rules', {
          body: {
            scope: 'invoice',
            target_id: id,
            reason: [t('customers:paid_reason'), note.trim()].filter(Boolean).join(': '),
            until,
          },
        });
        cancelled += data?.stopped?.cancelled ?? 0;
        late += (data?.stopped?.too_late ?? 0) + (data?.stopped?.uncertain ?? 0);
      }
      return { data: { cancelled, late } };
    },
    ({ cancelled, late }) => {
      onClose();
      toast(t('customers:paid_done', { count: cancelled }), {
        detail: late > 0 ? t('customers:paid_late', { count: late }) : undefined,
      });
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('customers:paid')}
      description={t('customers:paid_what', { count: DAYS })}
      submit={t('customers:paid_do')}
      busy={stop.isPending}
      blocked={chosen.length === 0}
      error={stop.error}
      onSubmit={() => stop.mutate()}
    >
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 font-medium">{t('customers:which_invoice')}</legend>
        {invoices.map((invoice) => (
          <Checkbox
            key={invoice.id}
            checked={chosen.includes(invoice.id)}
            onChange={(on) => setChosen(on ? [...chosen, invoice.id] : chosen.filter((id) => id !== invoice.id))}
            label={t('customers:invoice_line', {
              id: invoice.external_id,
              due: invoice.due_date.split('-').reverse().join('/'),
              amount: format.money(invoice.open_cents ?? invoice.amount_cents),
            })}
          />
        ))}
      </fieldset>
      <Field label={`${t('customers:note')} (${t('ui:optional')})`}>
        <TextInput value={note} onValueChange={setNote} maxLength={200} />
      </Field>
      <Note>{t('customers:paid_note')}</Note>
    </FormDialog>
  );
}

export function PromiseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const day = (ahead: number) =>
    new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow() + ahead * 86_400_000);
  const [until, setUntil] = useState(() => day(3));
  const [cause, setCause] = useState<'promise' | 'trust_unlock'>('promise');
  const [note, setNote] = useState('');
  const hold = useChange(
    () =>
      api.POST('/api/v1/holds', {
        body: {
          scope: 'customer',
          target_id: customer.id,
          // The whole promised day belongs to the customer.
          until: new Date(Date.parse(fromLocalInput(`${until}T00:00`, format.timeZone)) + 86_400_000).toISOString(),
          purposes: ['collection', 'reminder'],
          cause,
          reason: [t('customers:promise_reason', { at: until.split('-').reverse().join('/') }), note.trim()]
            .filter(Boolean)
            .join(': '),
        },
      }),
    () => {
      onClose();
      toast(t('customers:promise_done'));
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('customers:promise')}
      description={t('customers:promise_what', { name: customer.name })}
      submit={t('customers:promise_do')}
      busy={hold.isPending}
      error={hold.error}
      onSubmit={() => hold.mutate()}
    >
      <Field label={t('customers:granted')}>
        <Select
          value={cause}
          onChange={(next) => setCause(next === 'promise' ? 'promise' : 'trust_unlock')}
          options={(['promise', 'trust_unlock'] as const).map((value) => ({
            value,
            label: t(`customers:granted.${value}`),
          }))}
        />
      </Field>
      <Field label={t('customers:promise_until')}>
        <DateInput value={until} min={day(0)} onValueChange={setUntil} required autoFocus />
      </Field>
      <Field label={`${t('customers:note')} (${t('ui:optional')})`}>
        <TextInput value={note} onValueChange={setNote} maxLength={200} />
      </Field>
    </FormDialog>
  );
}
