import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { patchOf, useNouns, useSave } from '~/api/nouns';
import { useSession } from '~/app/session';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Menu, MenuItem } from '~/ui/menu';
import { Select } from '~/ui/select';
import { DAYS, type Opening, PRESETS } from './week';
import { WeekGrid } from './week-grid';
import type { Window } from './windows';

type Purpose = NonNullable<Window['purposes']>[number];
const PURPOSES = ['collection', 'reminder', 'signature', 'service', 'requested'] as const;

export function WindowForm({ window, onClose }: { window?: Window; onClose: () => void }) {
  const t = useT();
  const { time_zone: zone } = useSession();
  const calendars = useNouns('calendars');
  const [name, setName] = useState(window?.name ?? t('windows:preset.default'));
  const [weekly, setWeekly] = useState<readonly Opening[]>(window?.weekly ?? PRESETS[0]?.weekly ?? []);
  const [purposes, setPurposes] = useState<readonly Purpose[]>(
    window ? (window.purposes ?? []) : ['collection', 'reminder'],
  );
  const [where, setWhere] = useState(window?.zone ?? 'recipient');
  const [calendarId, setCalendarId] = useState(String(window?.holidays?.calendar_id ?? 'none'));
  const save = useSave('windows', () => {
    toast(t(window ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const record = {
    name: name.trim(),
    weekly,
    purposes,
    zone: where,
    holidays: { ...window?.holidays, calendar_id: calendarId === 'none' ? undefined : Number(calendarId) },
  };
  const patch = window ? patchOf(window, record) : record;
  if (window?.holidays?.calendar_id !== undefined && calendarId === 'none') {
    (patch as Record<string, unknown>).holidays = { calendar_id: null };
  }
  return (
    <FormDialog
      open
      onClose={onClose}
      size="lg"
      title={window ? t('windows:edit') : t('windows:new')}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={weekly.length === 0 || weekly.some((opening) => opening.days.length === 0)}
      error={save.error}
      aside={
        <div className="mr-auto">
          <Menu align="start" trigger={<Button>{t('windows:presets')}</Button>}>
            {PRESETS.map((preset) => (
              <MenuItem
                key={preset.key}
                onClick={() => {
                  setWeekly(preset.weekly);
                  if (!window) setName(t(`windows:preset.${preset.key}`));
                }}
              >
                {t(`windows:preset.${preset.key}`)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      }
      onSubmit={() => save.mutate({ id: window?.id, record: patch })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} />
      </Field>
      <div>
        <WeekGrid weekly={weekly} onChange={setWeekly} />
        <p className="mt-1 text-[12px] text-ink3">{t('windows:paint')}</p>
      </div>
      <Openings weekly={weekly} onChange={setWeekly} error={refused('weekly')} />
      <fieldset>
        <legend className="mb-1 font-medium">{t('windows:purposes')}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {PURPOSES.map((purpose) => (
            <Checkbox
              key={purpose}
              checked={purposes.includes(purpose)}
              onChange={(on) => setPurposes(on ? [...purposes, purpose] : purposes.filter((one) => one !== purpose))}
              label={t(`word:purpose.${purpose}`)}
            />
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('windows:zone')} hint={t('windows:zone_hint')}>
          <Select
            value={where}
            onChange={setWhere}
            options={[...new Set(['recipient', zone, where])].map((value) => ({
              value,
              label: value === 'recipient' ? t('windows:zone_recipient') : value,
            }))}
          />
        </Field>
        <Field label={t('windows:holidays')}>
          <Select
            value={calendarId}
            onChange={setCalendarId}
            options={[
              { value: 'none', label: t('windows:no_holidays') },
              ...(calendars.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
            ]}
          />
        </Field>
      </div>
    </FormDialog>
  );
}

type OpeningsProps = { weekly: readonly Opening[]; onChange: (weekly: readonly Opening[]) => void; error?: string };

/** The same as a table: days, from, to. */
function Openings({ weekly, onChange, error }: OpeningsProps) {
  const t = useT();
  const change = (index: number, next: Partial<Opening>) =>
    onChange(weekly.map((opening, at) => (at === index ? { ...opening, ...next } : opening)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium">{t('windows:hours')}</legend>
      {weekly.map((opening, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an opening is its place
        <div key={index} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <div className="flex flex-wrap gap-x-2.5">
            {DAYS.map((day) => (
              <Checkbox
                key={day}
                checked={opening.days.includes(day)}
                onChange={(on) =>
                  change(index, { days: DAYS.filter((one) => (one === day ? on : opening.days.includes(one))) })
                }
                label={t(`windows:day.${day}`)}
              />
            ))}
          </div>
          <span className="ml-auto flex items-center gap-2">
            <TextInput
              aria-label={t('windows:from')}
              type="time"
              className="!w-28"
              value={opening.from}
              onValueChange={(from) => from && change(index, { from })}
              required
            />
            <TextInput
              aria-label={t('windows:to')}
              pattern="([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
              className="!w-20"
              value={opening.to}
              onValueChange={(to) => change(index, { to })}
              required
            />
            <IconButton
              label={t('windows:remove_hours')}
              onClick={() => onChange(weekly.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        </div>
      ))}
      {error && <p className="text-[12px] text-bad">{error}</p>}
      <Button
        size="sm"
        className="self-start"
        onClick={() => onChange([...weekly, { days: ['sat'], from: '08:00', to: '12:00' }])}
      >
        <Plus aria-hidden />
        {t('windows:add_hours')}
      </Button>
    </fieldset>
  );
}
