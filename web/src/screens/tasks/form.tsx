import { useState } from 'react';
import { patchOf, useNouns, useSave } from '~/api/nouns';
import { useSession } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Checkbox } from '~/ui/checkbox';
import { TimeInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Select } from '~/ui/select';
import { cronOf, EVERY_DAY, nextFirings, type Plan, planOf } from './cron';
import { weekdayName } from './plan-words';
import type { Task } from './tasks';

const EVERY = [1, 2, 5, 10, 15, 30] as const;
const FIRST: Plan = { every: 1, at: '08:00', days: EVERY_DAY, from: 0, to: 23 };

export function TaskForm({ task, gatewayId, onClose }: { task?: Task; gatewayId?: number; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const { time_zone: zone } = useSession();
  const gateways = useNouns('gateways');
  const [name, setName] = useState(task?.name ?? t('tasks:first_name'));
  const [chosen, setChosen] = useState<readonly number[]>(task?.gateway_ids ?? (gatewayId ? [gatewayId] : []));
  const [cron, setCron] = useState(task?.cron ?? cronOf(FIRST));
  const [limit, setLimit] = useState(task?.limit === undefined ? '' : String(task.limit));
  const [raw, setRaw] = useState(task !== undefined && planOf(task.cron) === null);
  const plan = planOf(cron);
  const save = useSave('tasks', () => {
    toast(t(task ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const record = {
    name: name.trim(),
    gateway_ids: chosen,
    cron: cron.trim(),
    time_zone: task?.time_zone ?? zone,
    enabled: task?.enabled ?? true,
    ...(limit ? { limit: Number(limit) } : {}),
  };
  const next = nextFirings(cron, record.time_zone, serverNow(), 5);
  return (
    <FormDialog
      open
      onClose={onClose}
      title={task ? t('tasks:edit') : t('tasks:new')}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={chosen.length === 0}
      error={save.error}
      note={chosen.length === 0 ? t('tasks:choose_gateway') : undefined}
      onSubmit={() => save.mutate(task ? { id: task.id, record: patchOf(task, record) } : { record })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} />
      </Field>
      <fieldset>
        <legend className="mb-1 font-medium">{t('tasks:gateways')}</legend>
        <div className="grid gap-1 sm:grid-cols-2">
          {gateways.data?.map((gateway) => (
            <Checkbox
              key={gateway.id}
              checked={chosen.includes(gateway.id)}
              onChange={(on) => setChosen(on ? [...chosen, gateway.id] : chosen.filter((id) => id !== gateway.id))}
              label={gateway.name}
            />
          ))}
        </div>
      </fieldset>
      {raw || !plan ? (
        <Field label={t('tasks:cron')} hint={t('tasks:cron_hint')} error={refused('cron')}>
          <TextInput value={cron} onValueChange={setCron} required className="font-mono" />
        </Field>
      ) : (
        <PlanFields plan={plan} onChange={(change) => setCron(cronOf({ ...plan, ...change }))} />
      )}
      {(plan || !raw) && (
        <button
          type="button"
          className="self-start text-[12px] text-ink3 underline underline-offset-2 hover:text-ink"
          onClick={() => setRaw(!raw)}
        >
          {t(raw ? 'tasks:in_words' : 'tasks:as_cron')}
        </button>
      )}
      <div className="rounded-md bg-sunken px-3 py-2">
        <p className="text-[12px] text-ink3">{t('tasks:next_five')}</p>
        <p>{next.length > 0 ? next.map((at) => format.minute(at)).join(' · ') : t('tasks:never_fires')}</p>
      </div>
      <Field label={`${t('tasks:limit')} (${t('ui:optional')})`} hint={t('tasks:limit_hint')} error={refused('limit')}>
        <TextInput
          value={limit}
          onValueChange={setLimit}
          inputMode="numeric"
          pattern="[1-9][0-9]*"
          className="max-w-40"
        />
      </Field>
      <p className="text-[12px] leading-4 text-ink3">{t('tasks:overlap')}</p>
    </FormDialog>
  );
}

function PlanFields({ plan, onChange }: { plan: Plan; onChange: (change: Partial<Plan>) => void }) {
  const t = useT();
  const format = useFormat();
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-medium">{t('tasks:schedule')}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t('tasks:when')} className="w-44">
          <Select
            value={plan.every === null ? 'at' : String(plan.every)}
            onChange={(value) => onChange({ every: value === 'at' ? null : Number(value) })}
            options={[
              ...[...new Set([...EVERY, ...(plan.every ? [plan.every] : [])])]
                .sort((a, b) => a - b)
                .map((count) => ({ value: String(count), label: t('tasks:every', { count }) })),
              { value: 'at', label: t('tasks:once_a_day') },
            ]}
          />
        </Field>
        {plan.every === null ? (
          <Field label={t('tasks:at')}>
            <TimeInput value={plan.at} onValueChange={(at) => at && onChange({ at })} required />
          </Field>
        ) : (
          <>
            <Field label={t('tasks:from')} className="w-28">
              <Select
                value={String(plan.from)}
                onChange={(from) => onChange({ from: Number(from), to: Math.max(plan.to, Number(from)) })}
                options={hours.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))}
              />
            </Field>
            <Field label={t('tasks:to')} className="w-28">
              <Select
                value={String(plan.to)}
                onChange={(to) => onChange({ to: Number(to), from: Math.min(plan.from, Number(to)) })}
                options={hours.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:59` }))}
              />
            </Field>
          </>
        )}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {[1, 2, 3, 4, 5, 6, 0].map((day) => (
          <Checkbox
            key={day}
            checked={plan.days.includes(day)}
            disabled={plan.days.length === 1 && plan.days.includes(day)}
            onChange={(on) => onChange({ days: on ? [...plan.days, day] : plan.days.filter((one) => one !== day) })}
            label={weekdayName(day, format.language)}
          />
        ))}
      </div>
    </fieldset>
  );
}
