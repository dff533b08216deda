// The ladder, top to bottom: one row a step, its day on the axis, from grey over the due date to red.

import clsx from 'clsx';
import { MessageCircle, Plus, Route as RouteIcon, TriangleAlert, Wrench } from 'lucide-react';
import { useNouns } from '~/api/nouns';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { inOrder, type LadderDraft, offsetName, type Step } from './draft';

type RungsProps = {
  draft: LadderDraft;
  /** Messages that each step would make today, by its days. */
  today?: Record<string, number>;
  selected: number | null;
  editable: boolean;
  onSelect: (index: number | null) => void;
  onChange: (draft: LadderDraft) => void;
};

const tone = (days: number) => (days < 0 ? 'bg-ink3' : days === 0 ? 'bg-accent' : days < 10 ? 'bg-warn' : 'bg-bad');

export function Rungs({ draft, today, selected, editable, onSelect, onChange }: RungsProps) {
  const t = useT();
  const format = useFormat();
  const templates = useNouns('templates');
  const routes = useNouns('routes');
  const what = (step: Step) => {
    if (step.ticket) return { name: step.ticket.title || t('ladders:ticket'), missing: false, unbound: false };
    if (step.route_id !== undefined) {
      const route = routes.data?.find((one) => one.id === step.route_id);
      return { name: route?.name, missing: routes.data !== undefined && !route, unbound: false };
    }
    const template = templates.data?.find((one) => one.id === step.template_id);
    return {
      name: template && (template.key ?? template.name),
      missing: templates.data !== undefined && !template,
      unbound: template !== undefined && (template.bindings ?? []).length === 0,
    };
  };
  const replace = (index: number, step: Step) => {
    const steps = inOrder(draft.steps.map((one, at) => (at === index ? step : one)));
    onChange({ ...draft, steps });
    onSelect(steps.indexOf(step));
  };
  const add = () => {
    const last = draft.steps.at(-1);
    const step: Step = {
      offset_days: (last?.offset_days ?? -5) + 5,
      ...(last?.route_id === undefined
        ? { template_id: last?.template_id ?? templates.data?.[0]?.id }
        : { route_id: last.route_id }),
    };
    const steps = inOrder([...draft.steps, step]);
    onChange({ ...draft, steps });
    onSelect(steps.indexOf(step));
  };
  return (
    <Panel aria-label={t('ladders:steps')} className="p-3">
      <ol>
        {draft.steps.map((step, index) => {
          const { name, missing, unbound } = what(step);
          const before = draft.steps[index - 1]?.offset_days;
          const days = offsetName(step.offset_days, t('ladders:due'));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <li key={index} className="flex items-stretch">
              <span
                className={clsx(
                  'flex w-24 shrink-0 items-center justify-end pr-2.5 font-medium whitespace-nowrap max-sm:w-20',
                  step.offset_days === 0 ? 'text-accent' : 'text-ink2',
                )}
              >
                {before === step.offset_days ? <span className="sr-only">{days}</span> : days}
              </span>
              <span aria-hidden className="relative flex w-4 shrink-0 justify-center">
                <span className={clsx('absolute inset-y-0 w-0.5 opacity-40', tone(step.offset_days))} />
                <span
                  className={clsx(
                    'relative my-auto rounded-full ring-4 ring-surface',
                    tone(step.offset_days),
                    step.offset_days === 0 ? 'size-3' : 'size-2',
                  )}
                />
              </span>
              <button
                type="button"
                aria-pressed={index === selected}
                aria-keyshortcuts={editable ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
                onClick={() => onSelect(index === selected ? null : index)}
                onKeyDown={(event) => {
                  if (!editable || !event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
                  event.preventDefault();
                  replace(index, { ...step, offset_days: step.offset_days + (event.key === 'ArrowUp' ? -1 : 1) });
                }}
                className={clsx(
                  'my-1 ml-2 flex min-h-10 min-w-0 flex-1 items-center gap-2.5 rounded-md border bg-surface px-3 text-left',
                  index === selected ? 'border-accent ring-1 ring-accent' : 'border-line2 hover:bg-sunken',
                )}
              >
                {step.ticket ? (
                  <Wrench aria-hidden className="size-4 shrink-0 text-ink3" />
                ) : step.route_id === undefined ? (
                  <MessageCircle aria-hidden className="size-4 shrink-0 text-ink3" />
                ) : (
                  <RouteIcon aria-hidden className="size-4 shrink-0 text-ink3" />
                )}
                <span className="truncate font-mono text-[12.5px]">{name ?? t('ladders:no_template')}</span>
                {(missing || unbound) && (
                  <span className="flex items-center gap-1 text-[12px] font-medium whitespace-nowrap text-bad">
                    <TriangleAlert aria-hidden className="size-3.5" />
                    {t(missing ? 'ladders:missing' : 'ladders:unbound')}
                  </span>
                )}
                <span className="ml-auto flex shrink-0 items-center gap-3 text-ink3">
                  {step.time && <span className="max-sm:hidden">{t('ladders:from_time', { at: step.time })}</span>}
                  {before !== step.offset_days && (today?.[step.offset_days] ?? 0) > 0 && (
                    <span className="text-ink2">
                      {t('ladders:today', { n: format.integer(today?.[step.offset_days] ?? 0) })}
                    </span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {editable && (
        <div className="mt-1 pl-[120px] max-sm:pl-[104px]">
          <Button kind="quiet" onClick={add} disabled={!templates.data?.length}>
            <Plus aria-hidden />
            {t('ladders:add_step')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
