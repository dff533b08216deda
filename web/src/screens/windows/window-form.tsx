import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { patchOf, useNouns, useSave } from '~/api/nouns';
import { useSession } from '~/app/session';
import { toast } from '~/app/tray';
import { zoneLabel } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { TimeInput } from '~/ui/date-input';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Menu, MenuItem } from '~/ui/menu';
import { Select } from '~/ui/select';
import { ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { type Preset, usePresetName, usePresets } from './proposed';
import { DAYS, type Opening } from './week';
import { WeekGrid } from './week-grid';
import type { Window } from './windows';

type Purpose = NonNullable<Window['purposes']>[number];
const PURPOSES = ['collection', 'reminder', 'signature', 'service', 'requested'] as const;

type Closing = NonNullable<Window['holidays']>;
const CLOSINGS = ['national', 'state', 'city_ibge', 'carnival', 'corpus_christi', 'ash_wednesday'] as const;

/** A new one begins with the first proposal: it waits until that is here. */
export function WindowForm({ window, onClose }: { window?: Window; onClose: () => void }) {
  const t = useT();
  const presets = usePresets();
  if (window || presets.data) return <Form window={window} presets={presets.data?.items ?? []} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} size="lg" title={t('windows:new')}>
      {presets.error ? <ErrorBox error={presets.error} onRetry={() => presets.refetch()} /> : <SkeletonRows rows={8} />}
    </Dialog>
  );
}

function Form({ window, presets, onClose }: { window?: Window; presets: readonly Preset[]; onClose: () => void }) {
  const t = useT();
  const { time_zone: zone } = useSession();
  const nameOf = usePresetName();
  const first = window ? undefined : presets[0];
  const [name, setName] = useState(window?.name ?? (first ? nameOf(first) : ''));
  const [weekly, setWeekly] = useState<readonly Opening[]>(window?.weekly ?? first?.weekly ?? []);
  const [holidays, setHolidays] = useState<Closing>(window?.holidays ?? first?.holidays ?? {});
  const [preset, setPreset] = useState<Preset | undefined>(first);
  const [purposes, setPurposes] = useState<readonly Purpose[]>(
    window ? (window.purposes ?? []) : ['collection', 'reminder'],
  );
  const [where, setWhere] = useState(window?.zone ?? 'recipient');
  const save = useSave('windows', () => {
    toast(t(window ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const record = { name: name.trim(), weekly, purposes, zone: where, holidays };
  const patch: Record<string, unknown> = window ? patchOf(window, record) : record;
  if (window && 'holidays' in patch) {
    // A merge patch keeps what it does not name: what was taken away is named as nothing.
    const gone = Object.keys(window.holidays ?? {}).filter((key) => holidays[key as keyof Closing] === undefined);
    patch.holidays = { ...Object.fromEntries(gone.map((key) => [key, null])), ...holidays };
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
            {presets.map((one) => (
              <MenuItem
                key={one.key}
                onClick={() => {
                  setPreset(one);
                  setWeekly(one.weekly);
                  setHolidays({ ...one.holidays, calendar_id: holidays.calendar_id });
                  if (!window) setName(nameOf(one));
                }}
              >
                {nameOf(one)}
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
      {preset && <PresetNote preset={preset} />}
      <div>
        <WeekGrid weekly={weekly} onChange={setWeekly} />
        <p className="mt-1 text-[12px] text-ink3">{t('windows:paint')}</p>
      </div>
      <Openings weekly={weekly} onChange={setWeekly} error={refused('weekly')} />
      <Closings holidays={holidays} onChange={setHolidays} />
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
      <Field label={t('windows:zone')} hint={t('windows:zone_hint')} className="sm:max-w-[calc(50%-8px)]">
        <Select
          value={where}
          onChange={setWhere}
          options={[...new Set(['recipient', zone, where])].map((value) => ({
            value,
            label: value === 'recipient' ? t('windows:zone_recipient') : zoneLabel(t.language, value),
          }))}
        />
      </Field>
    </FormDialog>
  );
}

/** The law that a proposal follows, and what to mind. */
export function PresetNote({ preset }: { preset: Preset }) {
  const t = useT();
  return (
    <Note>
      <p>{preset.notes}</p>
      <p className="mt-0.5 text-[12px] leading-4 text-ink2">
        {preset.law} · {t('windows:as_of', { at: preset.as_of.split('-').reverse().join('/') })}
      </p>
    </Note>
  );
}

/** On which days it stays closed: those that the law knows, and those of a calendar of one's own. */
function Closings({ holidays, onChange }: { holidays: Closing; onChange: (holidays: Closing) => void }) {
  const t = useT();
  const calendars = useNouns('calendars');
  const set = (key: keyof Closing, value: unknown) => {
    const { [key]: _gone, ...rest } = holidays;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t('windows:closed_days')}</legend>
      <div className="grid gap-x-5 gap-y-1 sm:grid-cols-2">
        {CLOSINGS.map((key) => (
          <Checkbox
            key={key}
            checked={Boolean(holidays[key])}
            onChange={(on) => set(key, on ? true : undefined)}
            label={
              typeof holidays[key] === 'string'
                ? `${t(`windows:closing.${key}`)} (${holidays[key]})`
                : t(`windows:closing.${key}`)
            }
          />
        ))}
      </div>
      {(calendars.data?.length ?? 0) > 0 && (
        <Field label={t('windows:own_calendar')} className="mt-3 sm:max-w-[calc(50%-8px)]">
          <Select
            value={String(holidays.calendar_id ?? 'none')}
            onChange={(value) => set('calendar_id', value === 'none' ? undefined : Number(value))}
            options={[
              { value: 'none', label: t('windows:no_calendar') },
              ...(calendars.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
            ]}
          />
        </Field>
      )}
    </fieldset>
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
            <TimeInput
              aria-label={t('windows:from')}
              className="!w-20"
              value={opening.from}
              onValueChange={(from) => from && change(index, { from })}
              required
            />
            <TimeInput
              aria-label={t('windows:to')}
              midnight
              className="!w-20"
              value={opening.to}
              onValueChange={(to) => to && change(index, { to })}
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
