import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNouns, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Select } from '~/ui/select';
import type { Flow } from './signatures';

const EVERY = '*';
const MOST_STEPS = 20;

/** A step as it is being written; `key` stays the same while the others change. */
type Draft = { key: number; hours: string; template: string | null };

export function FlowForm({ flow, onClose }: { flow?: Flow; onClose: () => void }) {
  const t = useT();
  const templates = useNouns('templates');
  const sources = useNouns('sources');
  const [name, setName] = useState(flow?.name ?? '');
  const [enabled, setEnabled] = useState(flow?.enabled ?? true);
  const [source, setSource] = useState(flow?.source ?? EVERY);
  const [steps, setSteps] = useState<readonly Draft[]>(
    flow?.steps.map((step, key) => ({ key, hours: String(step.after_hours), template: String(step.template_id) })) ?? [
      { key: 0, hours: '0', template: null },
    ],
  );
  const save = useSave('signature-flows', () => {
    toast(t(flow ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const change = (key: number, part: Partial<Draft>) =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...part } : step)));
  const labels = sources.data?.map((one) => one.key ?? `${one.kind}-${one.id}`) ?? [];
  const options = [
    { value: EVERY, label: t('signatures:every_source') },
    ...[...new Set([...labels, ...(flow?.source ? [flow.source] : [])])].map((label) => ({ value: label, label })),
  ];
  const written = steps.every((step) => step.template !== null && /^\d+$/.test(step.hours.trim()));
  const record = {
    name: name.trim(),
    enabled,
    source: source === EVERY ? null : source,
    steps: steps.map((step) => ({ after_hours: Number(step.hours), template_id: Number(step.template) })),
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={flow ? t('signatures:flow_edit') : t('signatures:flow_new')}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={!written}
      error={save.error}
      onSubmit={() => save.mutate({ id: flow?.id, record })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('ui:name')} error={refused('name')}>
          <TextInput value={name} onValueChange={setName} required maxLength={200} autoFocus />
        </Field>
        <Field label={t('signatures:source')} error={refused('source')}>
          <Select value={source} onChange={setSource} options={options} label={t('signatures:source')} />
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">{t('signatures:steps')}</legend>
        <p className="mb-2 text-[12px] text-ink3">{t('signatures:steps_hint')}</p>
        <div className="flex flex-col gap-2">
          {steps.map((step, index) => (
            <div key={step.key} className="flex items-end gap-2">
              <Field label={t('signatures:hours')} error={refused(`steps.${index}.after_hours`)} className="w-28">
                <TextInput
                  inputMode="numeric"
                  value={step.hours}
                  onValueChange={(hours) => change(step.key, { hours })}
                  required
                />
              </Field>
              <Field
                label={t('signatures:template')}
                error={refused(`steps.${index}.template_id`)}
                className="min-w-0 flex-1"
              >
                <Select
                  value={step.template}
                  onChange={(template) => change(step.key, { template })}
                  options={
                    templates.data
                      ?.filter((one) => one.purpose === 'signature')
                      .map((one) => ({ value: String(one.id), label: one.name })) ?? []
                  }
                  label={t('signatures:template')}
                  placeholder={t('signatures:template_choose')}
                />
              </Field>
              <IconButton
                label={t('signatures:step_remove', { n: index + 1 })}
                disabled={steps.length === 1}
                onClick={() => setSteps(steps.filter((one) => one.key !== step.key))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          ))}
        </div>
        {steps.length < MOST_STEPS && (
          <Button
            size="sm"
            className="mt-2"
            onClick={() => {
              const last = steps[steps.length - 1];
              const key = Math.max(...steps.map((step) => step.key)) + 1;
              setSteps([
                ...steps,
                { key, hours: String(Number(last?.hours ?? 0) + 24), template: last?.template ?? null },
              ]);
            }}
          >
            <Plus aria-hidden />
            {t('signatures:step_add')}
          </Button>
        )}
      </fieldset>
      <Checkbox checked={enabled} onChange={setEnabled} label={t('signatures:flow_enabled')} />
    </FormDialog>
  );
}
