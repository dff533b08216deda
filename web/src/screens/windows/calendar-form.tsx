import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { patchOf, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { DateInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Select } from '~/ui/select';
import { type Holiday, STATES, useHolidays } from './proposed';
import type { Calendar } from './windows';

export function CalendarForm({ calendar, onClose }: { calendar?: Calendar; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const year = Number(
    new Intl.DateTimeFormat('en', { timeZone: format.timeZone, year: 'numeric' }).format(serverNow()),
  );
  const [name, setName] = useState(calendar?.name ?? '');
  const [state, setState] = useState(calendar?.state ?? 'none');
  const [city, setCity] = useState(calendar?.city_ibge ?? '');
  const [days, setDays] = useState<Calendar['days']>(calendar?.days ?? [{ date: '', name: '' }]);
  const save = useSave('calendars', () => {
    toast(t(calendar ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const record = {
    name: name.trim(),
    days: days.toSorted((a, b) => a.date.localeCompare(b.date)),
    ...(state === 'none' ? {} : { state }),
    ...(city.trim() ? { city_ibge: city.trim() } : {}),
  };
  const change = (index: number, next: Partial<Calendar['days'][number]>) =>
    setDays(days.map((day, at) => (at === index ? { ...day, ...next } : day)));
  const add = (found: readonly Holiday[]) => {
    const kept = days.filter((day) => day.date !== '' || day.name !== '');
    const fresh = found.filter((day) => !kept.some((other) => other.date === day.date));
    setDays([...kept, ...fresh.map((day) => ({ date: day.date, name: day.name }))]);
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      size="lg"
      title={calendar ? t('windows:edit_calendar') : t('windows:new_calendar')}
      description={t('windows:calendar_what')}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={days.length === 0}
      error={save.error}
      onSubmit={() => save.mutate({ id: calendar?.id, record: calendar ? patchOf(calendar, record) : record })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} autoFocus />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={`${t('windows:state')} (${t('ui:optional')})`} hint={t('windows:state_hint')}>
          <Select
            value={state}
            onChange={setState}
            options={[
              { value: 'none', label: t('windows:no_state') },
              ...STATES.map((value) => ({ value, label: value })),
            ]}
          />
        </Field>
        <Field
          label={`${t('windows:city')} (${t('ui:optional')})`}
          hint={t('windows:city_hint')}
          error={refused('city_ibge')}
        >
          <TextInput value={city} onValueChange={setCity} inputMode="numeric" pattern="[0-9]{7}" maxLength={7} />
        </Field>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setDays([...days, { date: '', name: '' }])}>
          <Plus aria-hidden />
          {t('windows:add_day')}
        </Button>
        {[year, year + 1].map((of) => (
          <Known key={of} year={of} state={state === 'none' ? undefined : state} days={days} onAdd={add} />
        ))}
      </div>
      <ul className="flex max-h-[46vh] flex-col gap-1.5 overflow-y-auto pr-1">
        {days.map((day, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place until it has a date
          <li key={index} className="flex items-center gap-2">
            <DateInput
              aria-label={t('windows:date')}
              className="w-40 shrink-0"
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

/** Adds the holidays of a year that the server computes, as long as one of them is not in the list. */
function Known({
  year,
  state,
  days,
  onAdd,
}: {
  year: number;
  state: string | undefined;
  days: Calendar['days'];
  onAdd: (found: readonly Holiday[]) => void;
}) {
  const t = useT();
  const found = useHolidays(year, state).data?.items.filter((day) => day.kind !== 'imported') ?? [];
  if (!found.some((day) => !days.some((other) => other.date === day.date))) return null;
  const words = { year: String(year), state: state ?? '' };
  return (
    <Button size="sm" onClick={() => onAdd(found)}>
      {t(state ? 'windows:add_state' : 'windows:add_national', words)}
    </Button>
  );
}
