// When: one of a few whiles, or from a day to a day, of what came in or of what left.

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { fromLocalInput, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { DateInput } from '~/ui/date-input';
import { Field } from '~/ui/field';
import { FormDialog } from '~/ui/form-dialog';
import { Menu, MenuItem, MenuRadio, MenuSeparator } from '~/ui/menu';
import { Radios } from '~/ui/radios';
import { PERIODS, type View } from './filter';

type Props = { view: View; onView: (view: View) => void };

export function PeriodChoice({ view, onView }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button>
            {t('queue:filter.period')}
            <ChevronDown aria-hidden />
          </Button>
        }
      >
        <MenuRadio
          value=""
          onChange={(period) => onView({ ...view, period: PERIODS.find((one) => one === period) ?? null })}
          options={PERIODS.map((value) => ({ value: value as string, label: t(`queue:period.${value}`) }))}
        />
        <MenuSeparator />
        <MenuItem onClick={() => setOpen(true)}>{t('queue:period.other')}</MenuItem>
      </Menu>
      {open && (
        <PeriodDialog
          onClose={() => setOpen(false)}
          onPick={(times) => {
            setOpen(false);
            onView({ ...view, times });
          }}
        />
      )}
    </>
  );
}

function PeriodDialog({ onClose, onPick }: { onClose: () => void; onPick: (times: View['times']) => void }) {
  const t = useT();
  const format = useFormat();
  const [what, setWhat] = useState<'created' | 'sent'>('created');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const submit = () => {
    const midnight = (day: string, later = 0) => {
      const date = new Date(`${day}T12:00:00Z`);
      date.setUTCDate(date.getUTCDate() + later);
      return fromLocalInput(`${date.toISOString().slice(0, 10)}T00:00`, format.timeZone);
    };
    onPick({
      ...(from ? { [`${what}_from`]: midnight(from) } : {}),
      // The last day belongs to it: it ends when the next begins.
      ...(to ? { [`${what}_to`]: midnight(to, 1) } : {}),
    });
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      size="sm"
      title={t('queue:period.other')}
      submit={t('queue:period.apply')}
      blocked={from === '' && to === ''}
      onSubmit={submit}
    >
      <Radios
        label={t('queue:period.of')}
        value={what}
        onChange={setWhat}
        options={[
          { value: 'created', label: t('queue:column.created_at') },
          { value: 'sent', label: t('queue:column.sent_at') },
        ]}
      />
      <div className="grid grid-cols-2 gap-3 max-[420px]:grid-cols-1">
        <Field label={t('queue:period.from')}>
          <DateInput value={from} onValueChange={setFrom} />
        </Field>
        <Field label={t('queue:period.to')} hint={t('queue:period.to_hint')}>
          <DateInput value={to} onValueChange={setTo} min={from || undefined} />
        </Field>
      </div>
    </FormDialog>
  );
}
