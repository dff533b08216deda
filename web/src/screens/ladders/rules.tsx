// What holds for the whole ladder: what stops it, whom it is for, from when.

import { Ban, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNouns } from '~/api/nouns';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox, Switch } from '~/ui/checkbox';
import { DateInput, TimeInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { RemoveDialog } from '~/ui/listing';
import { Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { Caps } from './caps';
import { CHANGE_RULES, CHANGES_OF, type ChangeRule, type Ladder, type LadderDraft } from './draft';
import { PastRuns } from './runs';
import type { Simulated } from './trial';
import { Versions } from './versions';

type RulesProps = {
  ladder: Ladder;
  draft: LadderDraft;
  editable: boolean;
  onChange: (draft: LadderDraft) => void;
  /** What the draft would do today, once it is known. */
  trial: Simulated | undefined;
};

const STOPS = ['paid', 'cancelled', 'hold', 'suppressed'] as const;
const LISTS = [
  'tags',
  'without_tags',
  'branch_keys',
  'payment_methods',
  'portfolios',
  'customer_types',
  'contract_statuses',
] as const;
const PEOPLE = ['individual', 'company', 'foreign'] as const;

export function Rules({ ladder, draft, editable, onChange, trial }: RulesProps) {
  const t = useT();
  const [removing, setRemoving] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      {trial && <IfNow trial={trial} />}
      <Panel title={t('ladders:stops')}>
        <ul className="flex flex-col gap-2 px-5 pb-4">
          {STOPS.map((stop) => (
            <li key={stop} className="flex items-start gap-2">
              <Ban aria-hidden className="mt-0.5 size-4 shrink-0 text-ink3" />
              {t(`ladders:stop.${stop}`)}
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('ladders:rules')}>
        <fieldset disabled={!editable} className="flex flex-col gap-3 px-5 pb-4">
          <legend className="sr-only">{t('ladders:rules')}</legend>
          <Switch
            checked={draft.enabled}
            disabled={!editable}
            onChange={(enabled) => onChange({ ...draft, enabled })}
            label={t('ladders:enabled')}
          />
          <Field label={t('ui:name')}>
            <TextInput value={draft.name} onValueChange={(name) => onChange({ ...draft, name })} required />
          </Field>
          <Field label={t('ladders:starts_on')} hint={t('ladders:starts_on_hint')}>
            <DateInput
              value={draft.startsOn}
              onValueChange={(startsOn) => startsOn && onChange({ ...draft, startsOn })}
            />
          </Field>
          <Field label={t('ladders:rank')} hint={t('ladders:rank_hint')}>
            <TextInput
              type="number"
              value={String(draft.rank)}
              onValueChange={(rank) => Number.isInteger(Number(rank)) && onChange({ ...draft, rank: Number(rank) })}
            />
          </Field>
          <Switch
            checked={draft.automatic}
            disabled={!editable}
            onChange={(automatic) => onChange({ ...draft, automatic })}
            label={t('ladders:automatic')}
          />
          {draft.automatic && (
            <Field label={t('ladders:run_at')} hint={t('ladders:run_at_hint')}>
              <TimeInput value={draft.runAt} onValueChange={(runAt) => runAt && onChange({ ...draft, runAt })} />
            </Field>
          )}
          {draft.automatic && (
            <Field label={`${t('ladders:confirm_above')} (${t('ui:optional')})`} hint={t('ladders:confirm_above_hint')}>
              <TextInput
                inputMode="numeric"
                value={draft.confirmAbove === undefined ? '' : String(draft.confirmAbove)}
                onValueChange={(text) =>
                  /^\d*$/.test(text) && onChange({ ...draft, confirmAbove: text === '' ? undefined : Number(text) })
                }
              />
            </Field>
          )}
          <Switch
            checked={draft.merge}
            disabled={!editable}
            onChange={(merge) => onChange({ ...draft, merge })}
            label={t('ladders:merge')}
          />
          <p className="text-[12px] leading-4 text-ink3">{t('ladders:merge_hint')}</p>
        </fieldset>
      </Panel>
      <Panel title={t('ladders:changed')}>
        <div className="flex flex-col gap-3 px-5 pb-4">
          {CHANGES_OF.map((field) => (
            <Field key={field} label={t(`ladders:changed.${field}`)}>
              <Select
                value={draft.onChange[field]}
                disabled={!editable}
                onChange={(rule) =>
                  onChange({ ...draft, onChange: { ...draft.onChange, [field]: rule as ChangeRule } })
                }
                options={CHANGE_RULES.map((value) => ({ value, label: t(`ladders:change.${value}`) }))}
              />
            </Field>
          ))}
        </div>
      </Panel>
      <Panel title={t('ladders:thanks')}>
        <Thanks draft={draft} editable={editable} onChange={onChange} />
      </Panel>
      <Caps editable={editable} />
      <PastRuns ladder={ladder} />
      <Versions ladder={ladder} editable={editable} onTake={onChange} />
      <Panel title={t('ladders:filters')}>
        <Filters draft={draft} editable={editable} onChange={onChange} />
      </Panel>
      {editable && (
        <Button kind="danger" className="self-start" onClick={() => setRemoving(true)}>
          <Trash2 aria-hidden />
          {t('ladders:remove')}
        </Button>
      )}
      {removing && (
        <RemoveDialog
          noun="ladders"
          id={ladder.id}
          name={ladder.name}
          what={t('ladders:remove_what')}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}

/** What is said to who pays after having been written to. */
function Thanks({ draft, editable, onChange }: Omit<RulesProps, 'ladder' | 'trial'>) {
  const t = useT();
  const templates = useNouns('templates');
  const fitting = (templates.data ?? []).filter((one) => one.purpose === 'service' || one.purpose === 'requested');
  const { thanks } = draft;
  return (
    <div className="flex flex-col gap-3 px-5 pb-4">
      <Field label={t('ladders:thanks_says')} hint={t('ladders:thanks_hint')}>
        <Select
          value={thanks ? String(thanks.template_id) : 'none'}
          disabled={!editable}
          onChange={(next) =>
            onChange({ ...draft, thanks: next === 'none' ? undefined : { ...thanks, template_id: Number(next) } })
          }
          options={[
            { value: 'none', label: t('ladders:thanks_none') },
            ...fitting.map((one) => ({ value: String(one.id), label: one.name })),
          ]}
        />
      </Field>
      {thanks && (
        <Field label={`${t('ladders:time')} (${t('ui:optional')})`}>
          <TimeInput
            value={thanks.time ?? ''}
            onValueChange={(time) =>
              onChange({ ...draft, thanks: { template_id: thanks.template_id, ...(time ? { time } : {}) } })
            }
          />
        </Field>
      )}
    </div>
  );
}

function IfNow({ trial }: { trial: Simulated }) {
  const t = useT();
  const format = useFormat();
  return (
    <Panel title={t('ladders:if_now')}>
      <div className="px-5 pb-4">
        {trial.created > 0 ? (
          <>
            <p className="text-[20px] leading-7 font-semibold tracking-[-0.015em]">
              {t('ladders:messages', { count: trial.created })}
            </p>
            <p>
              {t('ladders:to_customers', { count: trial.customers })} ·{' '}
              {t('ladders:owing', { amount: format.money(trial.open_cents) })}
            </p>
            <p className="mt-1 text-[12px] leading-4 text-ink3">{t('ladders:if_now_more')}</p>
          </>
        ) : (
          <p className="text-ink2">
            {trial.duplicates > 0 ? t('ladders:if_now_done', { count: trial.duplicates }) : t('ladders:if_now_none')}
          </p>
        )}
      </div>
    </Panel>
  );
}

/** Cents as a person types reais, and back; nothing where there is nothing. */
const asReais = (cents: number | undefined) => (cents === undefined ? '' : (cents / 100).toFixed(2).replace('.', ','));
export const asCents = (text: string): number | undefined => {
  const plain = text
    .trim()
    .replace(/\.(?=\d{3}(\D|$))/g, '')
    .replace(',', '.');
  return plain === '' || Number.isNaN(Number(plain)) ? undefined : Math.round(Number(plain) * 100);
};

function Filters({ draft, editable, onChange }: Omit<RulesProps, 'ladder' | 'trial'>) {
  const t = useT();
  const { filters } = draft;
  const put = (name: string, value: unknown) => {
    const next: Record<string, unknown> = { ...filters, [name]: value };
    if (value === undefined || (Array.isArray(value) && value.length === 0)) delete next[name];
    onChange({ ...draft, filters: next as LadderDraft['filters'] });
  };
  return (
    <fieldset disabled={!editable} className="flex flex-col gap-3 px-5 pb-4">
      <legend className="sr-only">{t('ladders:filters')}</legend>
      <div className="grid grid-cols-2 gap-3">
        {(['amount_min_cents', 'amount_max_cents'] as const).map((name) => (
          <Field key={name} label={t(`ladders:filter.${name}`)}>
            <TextInput
              inputMode="decimal"
              defaultValue={asReais(filters[name])}
              onValueChange={(text) => put(name, asCents(text))}
            />
          </Field>
        ))}
      </div>
      {LISTS.map((name) => (
        <Field key={name} label={t(`ladders:filter.${name}`)}>
          <TextInput
            defaultValue={(filters[name] ?? []).join(', ')}
            onValueChange={(text) =>
              put(
                name,
                text
                  .split(',')
                  .map((one) => one.trim())
                  .filter(Boolean),
              )
            }
          />
        </Field>
      ))}
      <div className="flex flex-col gap-1">
        {PEOPLE.map((kind) => (
          <Checkbox
            key={kind}
            checked={(filters.person_types ?? []).includes(kind)}
            disabled={!editable}
            label={t(`ladders:person.${kind}`)}
            onChange={(on) => {
              const others = (filters.person_types ?? []).filter((other) => other !== kind);
              put('person_types', on ? [...others, kind] : others);
            }}
          />
        ))}
      </div>
      <p className="text-[12px] leading-4 text-ink3">{t('ladders:filters_hint')}</p>
    </fieldset>
  );
}
