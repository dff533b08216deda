import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { patchOf, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { nationalHolidays } from './week';
import type { Calendar } from './windows';

export function CalendarForm({ calendar, onClose }: { calendar?: Calendar; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const year = Number(
    new Intl.DateTimeFormat('en', { timeZone: format.timeZone, year: 'numeric' }).format(serverNow()),
  );
  const [name, setName] = useState(calendar?.name ?? t('windows:national'));
  const [days, setDays] = useState<Calendar['days']>(
    calendar?.days ?? [...nationalHolidays(year), ...nationalHolidays(year + 1)],
  );
  const save = useSave('calendars', () => {
    toast(t(calendar ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const record = { name: name.trim(), days };
  const change = (index: number, next: Partial<Calendar['days'][number]>) =>
    setDays(days.map((day, at) => (at === index ? { ...day, ...next } : day)));
  const withNational = (of: number) =>
    setDays(
      [...days, ...nationalHolidays(of).filter((day) => !days.some((other) => other.date === day.date))].sort((a, b) =>
        a.date.localeCompare(b.date),
      ),
    );
  const years = [year, year + 1].filter((of) =>
    nationalHolidays(of).some((day) => !days.some((other) => other.date === day.date)),
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={calendar ? t('windows:edit_calendar') : t('windows:new_calendar')}
      description={t('windows:calendar_what')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ id: calendar?.id, record: calendar ? patchOf(calendar, record) : record })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setDays([...days, { date: '', name: '' }])}>
          <Plus aria-hidden />
          {t('windows:add_day')}
        </Button>
        {years.map((of) => (
          <Button key={of} size="sm" onClick={() => withNational(of)}>
            {t('windows:add_national', { year: String(of) })}
          </Button>
        ))}
      </div>
      <ul className="flex max-h-[46vh] flex-col gap-1.5 overflow-y-auto pr-1">
        {days.map((day, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place until it has a date
          <li key={index} className="flex items-center gap-2">
            <TextInput
              aria-label={t('windows:date')}
              type="date"
              className="!w-40"
              value={day.date}
              onValueChange={(date) => change(index, { date })}
              required
            />
            <TextInput
              aria-label={t('windows:holiday')}
              value={day.name}
              onValueChange={(next) => change(index, { name: next })}
              required
            />
            <IconButton
              label={`${t('ui:remove')} ${day.name}`}
              onClick={() => setDays(days.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
