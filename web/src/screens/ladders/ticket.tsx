// A step that opens a service ticket at the source, in place of a message.

import { useT } from '~/i18n';
import { Field, TextArea, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import type { Step } from './draft';

type Ticket = NonNullable<Step['ticket']>;

export const NEW_TICKET: Ticket = { subject_id: '', department_id: '', priority: 'low', title: '', text: '' };
const PRIORITIES = ['low', 'normal', 'high', 'critical'] as const;

type TicketFieldsProps = { ticket: Ticket; editable: boolean; onChange: (ticket: Ticket) => void };

export function TicketFields({ ticket, editable, onChange }: TicketFieldsProps) {
  const t = useT();
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[12px] leading-4 text-ink3">{t('ladders:ticket_hint')}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('ladders:ticket_subject')}>
          <TextInput
            value={ticket.subject_id}
            onValueChange={(subject_id) => onChange({ ...ticket, subject_id })}
            maxLength={20}
            required
          />
        </Field>
        <Field label={t('ladders:ticket_department')}>
          <TextInput
            value={ticket.department_id}
            onValueChange={(department_id) => onChange({ ...ticket, department_id })}
            maxLength={20}
            required
          />
        </Field>
      </div>
      <Field label={t('ladders:ticket_priority')}>
        <Select
          value={ticket.priority ?? 'low'}
          disabled={!editable}
          onChange={(priority) => onChange({ ...ticket, priority: priority as Ticket['priority'] })}
          options={PRIORITIES.map((value) => ({ value, label: t(`ladders:ticket_priority.${value}`) }))}
        />
      </Field>
      <Field label={t('ladders:ticket_title')}>
        <TextInput
          value={ticket.title}
          onValueChange={(title) => onChange({ ...ticket, title })}
          maxLength={200}
          required
        />
      </Field>
      <Field label={t('ladders:ticket_text')}>
        <TextArea
          value={ticket.text}
          onChange={(event) => onChange({ ...ticket, text: event.target.value })}
          maxLength={4000}
          rows={4}
          required
        />
      </Field>
    </div>
  );
}
