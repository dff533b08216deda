import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useNouns } from '~/api/nouns';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { TimeInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { Select } from '~/ui/select';
import { ATTACHMENTS, offsetName, type Step } from './draft';
import { NEW_TICKET, TicketFields } from './ticket';

type InspectorProps = {
  step: Step;
  editable: boolean;
  onChange: (step: Step) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** One step at the right: when, what, and within which hours. */
export function Inspector({ step, editable, onChange, onRemove, onClose }: InspectorProps) {
  const t = useT();
  const templates = useNouns('templates');
  const routes = useNouns('routes');
  const windows = useNouns('windows');
  const gateways = useNouns('gateways');
  const template = templates.data?.find((one) => one.id === step.template_id);
  const value = step.ticket
    ? 'ticket'
    : step.route_id === undefined
      ? `t${step.template_id ?? ''}`
      : `r${step.route_id}`;
  const bound = (template?.bindings ?? []).map(
    (binding) => gateways.data?.find((one) => one.id === binding.gateway_id)?.name ?? `#${binding.gateway_id}`,
  );
  return (
    <aside
      aria-label={t('ladders:step')}
      className="flex w-[308px] shrink-0 flex-col border-l border-line bg-surface max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:w-[min(340px,100vw)] max-lg:shadow-float"
    >
      <header className="flex min-h-12 items-center justify-between border-b border-line px-4">
        <h2 className="font-semibold">
          {t('ladders:step')} {offsetName(step.offset_days, t('ladders:due'))}
        </h2>
        <IconButton label={t('ui:close')} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      <fieldset disabled={!editable} className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
        <legend className="sr-only">{t('ladders:step')}</legend>
        <Field label={t('ladders:days')} hint={t('ladders:days_hint')}>
          <TextInput
            type="number"
            min={-365}
            max={365}
            value={String(step.offset_days)}
            onValueChange={(text) => Number.isInteger(Number(text)) && onChange({ ...step, offset_days: Number(text) })}
          />
        </Field>
        <Field label={t('ladders:count_days')}>
          <Select
            value={step.days ?? 'calendar'}
            disabled={!editable}
            onChange={(days) => onChange({ ...step, days: days as Step['days'] })}
            options={(['calendar', 'business'] as const).map((value) => ({ value, label: t(`ladders:days.${value}`) }))}
          />
        </Field>
        <Field label={t('ladders:closed_day')}>
          <Select
            value={step.on_closed_day ?? 'same'}
            disabled={!editable}
            onChange={(rule) => onChange({ ...step, on_closed_day: rule as Step['on_closed_day'] })}
            options={(['same', 'next', 'previous'] as const).map((value) => ({
              value,
              label: t(`ladders:closed.${value}`),
            }))}
          />
        </Field>
        <Field label={t('ladders:says')}>
          <Select
            value={value}
            disabled={!editable}
            onChange={(next) => {
              const { template_id: _template, route_id: _route, gateway_id: _gateway, ticket: _ticket, ...rest } = step;
              if (next === 'ticket') {
                const { attachments: _attachments, ...plain } = rest;
                onChange({ ...plain, ticket: NEW_TICKET });
                return;
              }
              const id = Number(next.slice(1));
              onChange(next.startsWith('r') ? { ...rest, route_id: id } : { ...rest, template_id: id });
            }}
            options={[
              ...(templates.data ?? []).map((one) => ({ value: `t${one.id}`, label: one.name })),
              ...(routes.data ?? []).map((one) => ({
                value: `r${one.id}`,
                label: t('ladders:route', { name: one.name }),
              })),
              { value: 'ticket', label: t('ladders:ticket') },
            ]}
          />
        </Field>
        {step.ticket && (
          <TicketFields ticket={step.ticket} editable={editable} onChange={(ticket) => onChange({ ...step, ticket })} />
        )}
        {template && (
          <div className="rounded-md bg-sunken px-3 py-2 text-ink2">
            <p className="text-[12px] text-ink3">{t(`word:purpose.${template.purpose}`)}</p>
            <p>{bound.length > 0 ? bound.join(', ') : t('ladders:unbound')}</p>
            <Link
              to="/modelos"
              search={{ id: String(template.id) } as never}
              className="text-accent underline underline-offset-2"
            >
              {t('ladders:open_template')}
            </Link>
          </div>
        )}
        {template && (template.bindings ?? []).length > 1 && (
          <Field label={t('ladders:gateway')}>
            <Select
              value={step.gateway_id === undefined ? 'any' : String(step.gateway_id)}
              disabled={!editable}
              onChange={(next) => {
                const { gateway_id: _gateway, ...rest } = step;
                onChange(next === 'any' ? rest : { ...rest, gateway_id: Number(next) });
              }}
              options={[
                { value: 'any', label: t('ladders:gateway_any') },
                ...(template.bindings ?? []).map((binding, index) => ({
                  value: String(binding.gateway_id),
                  label: bound[index] ?? `#${binding.gateway_id}`,
                })),
              ]}
            />
          </Field>
        )}
        <Field label={`${t('ladders:time')} (${t('ui:optional')})`} hint={t('ladders:time_hint')}>
          <TimeInput
            value={step.time ?? ''}
            onValueChange={(time) => {
              const { time: _time, ...rest } = step;
              onChange(time ? { ...rest, time } : rest);
            }}
          />
        </Field>
        <Field label={t('ladders:window')}>
          <Select
            value={step.window_id === undefined ? 'none' : String(step.window_id)}
            disabled={!editable}
            onChange={(next) => {
              const { window_id: _window, ...rest } = step;
              onChange(next === 'none' ? rest : { ...rest, window_id: Number(next) });
            }}
            options={[
              { value: 'none', label: t('ladders:window_none') },
              ...(windows.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
            ]}
          />
        </Field>
        {!step.ticket && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 font-medium">{t('ladders:attachments')}</legend>
            {ATTACHMENTS.map((one) => (
              <Checkbox
                key={one}
                checked={(step.attachments ?? []).includes(one)}
                disabled={!editable}
                label={t(`ladders:attachment.${one}`)}
                onChange={(on) => {
                  const others = (step.attachments ?? []).filter((other) => other !== one);
                  onChange({ ...step, attachments: on ? [...others, one] : others });
                }}
              />
            ))}
            <p className="text-[12px] leading-4 text-ink3">{t('ladders:attachments_hint')}</p>
          </fieldset>
        )}
        <Checkbox
          checked={step.legal_notice === 'suspension'}
          disabled={!editable}
          label={t('ladders:legal_notice')}
          onChange={(on) => {
            const { legal_notice: _notice, ...rest } = step;
            onChange(on ? { ...rest, legal_notice: 'suspension' } : rest);
          }}
        />
        <p className="-mt-3 text-[12px] leading-4 text-ink3">{t('ladders:legal_notice_hint')}</p>
        <Field label={t('ladders:one_ends')} hint={t('ladders:one_ends_hint')}>
          <Select
            value={step.when_one_ends ?? 'rerender'}
            disabled={!editable}
            onChange={(rule) => onChange({ ...step, when_one_ends: rule as Step['when_one_ends'] })}
            options={(['rerender', 'cancel'] as const).map((value) => ({ value, label: t(`ladders:ends.${value}`) }))}
          />
        </Field>
      </fieldset>
      {editable && (
        <footer className="flex justify-end border-t border-line p-3">
          <Button kind="danger" onClick={onRemove}>
            {t('ladders:remove_step')}
          </Button>
        </footer>
      )}
    </aside>
  );
}
