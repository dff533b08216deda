import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { patchOf, useNouns, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Select } from '~/ui/select';
import { bodyOf, confirms, moved, type Route, type Step, stepsOf } from './draft';

/** Adds a sequence, or changes one; messages that are under way keep the steps they were given. */
export function RouteForm({ route, onClose }: { route?: Route; onClose: () => void }) {
  const t = useT();
  const gateways = useNouns('gateways');
  const [name, setName] = useState(route?.name ?? '');
  const [steps, setSteps] = useState(() => stepsOf(route));
  const save = useSave('routes', () => {
    toast(t(route ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  const waits = (id: number) => confirms(gateways.data?.find((one) => one.id === id)?.kind);
  const record = { name: name.trim(), steps: bodyOf(steps, waits) };
  const kept = route?.key ? { ...record, key: route.key } : record;
  return (
    <FormDialog
      open
      onClose={onClose}
      size="lg"
      title={route ? t('routes:edit') : t('routes:new')}
      description={t('routes:form_what')}
      submit={t('ui:save')}
      busy={save.isPending}
      blocked={steps.some((step) => step.gateway === '' || step.template === '')}
      error={save.error}
      onSubmit={() => save.mutate({ id: route?.id, record: route ? patchOf(route, kept) : record })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} />
      </Field>
      <ol className="flex flex-col gap-3">
        {steps.map((step, place) => (
          <li key={step.at} className="rounded-md border border-line p-3">
            <Way
              step={step}
              place={place}
              last={place + 1 === steps.length}
              taken={steps.filter((other) => other !== step).map((other) => other.gateway)}
              refused={(field) => refused(`steps.${place}.${field}`)}
              onChange={(next) => setSteps(steps.map((one) => (one === step ? next : one)))}
              onMove={(by) => setSteps(moved(steps, place, by))}
              onRemove={steps.length > 1 ? () => setSteps(steps.filter((one) => one !== step)) : undefined}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          size="sm"
          onClick={() =>
            setSteps([
              ...steps,
              { at: Math.max(...steps.map((one) => one.at)) + 1, gateway: '', template: '', minutes: '' },
            ])
          }
        >
          <Plus aria-hidden />
          {t('routes:add')}
        </Button>
      </div>
    </FormDialog>
  );
}

type WayProps = {
  step: Step;
  place: number;
  last: boolean;
  /** The gateways of the other steps. */
  taken: readonly string[];
  refused: (field: string) => string | undefined;
  onChange: (step: Step) => void;
  onMove: (by: 1 | -1) => void;
  onRemove?: () => void;
};

function Way({ step, place, last, taken, refused, onChange, onMove, onRemove }: WayProps) {
  const t = useT();
  const gateways = useNouns('gateways');
  const templates = useNouns('templates');
  const n = String(place + 1);
  const none = { value: '', label: t('routes:choose') };
  const chosen = gateways.data?.find((one) => String(one.id) === step.gateway);
  const bound = templates.data?.filter((one) => one.bindings?.some((binding) => binding.gateway_id === chosen?.id));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">{t('routes:step', { n })}</legend>
      <div className="flex items-end gap-2">
        <Field className="min-w-0 flex-1" label={`${n}. ${t('routes:gateway')}`} error={refused('gateway_id')}>
          <Select
            value={step.gateway}
            onChange={(gateway) => onChange({ ...step, gateway, template: '' })}
            options={[
              none,
              ...(gateways.data ?? [])
                .filter((one) => !taken.includes(String(one.id)))
                .map((one) => ({ value: String(one.id), label: one.name })),
            ]}
          />
        </Field>
        <Field className="min-w-0 flex-1" label={t('routes:template')} error={refused('template_id')}>
          <Select
            value={step.template}
            onChange={(template) => onChange({ ...step, template })}
            disabled={!chosen}
            options={[none, ...(bound ?? []).map((one) => ({ value: String(one.id), label: one.name }))]}
          />
        </Field>
        <IconButton label={t('routes:earlier', { n })} disabled={place === 0} onClick={() => onMove(-1)}>
          <ChevronUp aria-hidden />
        </IconButton>
        <IconButton label={t('routes:later', { n })} disabled={last} onClick={() => onMove(1)}>
          <ChevronDown aria-hidden />
        </IconButton>
        {onRemove && (
          <IconButton label={t('routes:remove_step', { n })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      {!last && chosen && (
        <Field
          label={`${t('routes:minutes')} (${t('ui:optional')})`}
          hint={t(confirms(chosen.kind) ? 'routes:minutes_hint' : 'routes:silent')}
          error={refused('after_seconds')}
        >
          <TextInput
            inputMode="numeric"
            pattern="[0-9]+([.,][0-9]+)?"
            value={step.minutes}
            onValueChange={(minutes) => onChange({ ...step, minutes })}
            disabled={!confirms(chosen.kind)}
          />
        </Field>
      )}
    </fieldset>
  );
}
