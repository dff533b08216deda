// "Servidor ficou parado": what was due meanwhile can go now, be spread until the sending hours end, or be dropped.

import { useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { toast } from '~/app/tray';
import { fromLocalInput, toLocalInput, useFormat } from '~/format';
import { useT } from '~/i18n';
import { MomentField } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Radios } from '~/ui/radios';
import type { Attention, Dashboard } from './data';
import { dueBetween, order } from './outage';
import { spread } from './spread';

const CHOICES = ['send', 'spread', 'drop'] as const;
type Choice = (typeof CHOICES)[number];
const HOURS_MS = 4 * 3_600_000;

export function OutageDialog({ item, data, onClose }: { item: Attention; data: Dashboard; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const now = Date.parse(data.now);
  const since = item.since ?? data.now;
  const until = item.until ?? data.now;
  const [choice, setChoice] = useState<Choice>('send');
  const [reason, setReason] = useState('');
  const [end, setEnd] = useState(() =>
    toLocalInput(data.window.closes_at ?? new Date(now + HOURS_MS).toISOString(), format.timeZone),
  );
  const [found, setFound] = useState<number | null>(null);
  const decide = useChange(
    async () => {
      if (choice !== 'send') {
        const ids = await dueBetween(since, until, setFound, new AbortController().signal);
        const groups =
          choice === 'spread' ? spread(ids, now, Date.parse(fromLocalInput(end, format.timeZone))) : [{ ids }];
        for (const group of groups) {
          const what =
            'due_at' in group
              ? ({ action: 'reschedule', due_at: group.due_at } as const)
              : ({ action: 'cancel' } as const);
          await order(what, group.ids, reason);
        }
      }
      return api.POST('/api/v1/dashboard/dismiss' as '/api/v1/resume', {
        body: { code: item.code } as never,
      }) as Promise<{ data?: unknown }>;
    },
    () => {
      onClose();
      toast(t(`dashboard:outage_done.${choice}`, { count: found ?? item.count ?? 0 }));
    },
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('dashboard:outage_title', {
        since: format.moment(since, now),
        span: format.span(Date.parse(until) - Date.parse(since)),
      })}
      description={t('dashboard:outage_what', { count: item.count ?? 0 })}
      submit={t(`dashboard:outage_do.${choice}`)}
      kind={choice === 'drop' ? 'danger-solid' : 'primary'}
      busy={decide.isPending}
      error={decide.error}
      note={decide.isPending && found !== null ? t('dashboard:outage_found', { count: found }) : undefined}
      onSubmit={() => decide.mutate()}
    >
      <Radios
        label={t('dashboard:outage_choice')}
        value={choice}
        onChange={setChoice}
        options={CHOICES.map((value) => ({
          value,
          label: t(`dashboard:outage.${value}`),
          hint: t(`dashboard:outage_more.${value}`),
        }))}
      />
      {choice === 'spread' && <MomentField label={t('dashboard:outage_until')} value={end} onValueChange={setEnd} />}
      {choice !== 'send' && (
        <Field label={t('ui:reason')}>
          <TextInput value={reason} onValueChange={setReason} required maxLength={300} />
        </Field>
      )}
    </FormDialog>
  );
}
