// What holds for the whole ladder: what stops it, whom it is for, from when.

import { Ban, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Switch } from '~/ui/checkbox';
import { DateInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { RemoveDialog } from '~/ui/listing';
import { Panel } from '~/ui/panel';
import type { Ladder, LadderDraft } from './draft';
import type { Simulated } from './trial';

type RulesProps = {
  ladder: Ladder;
  draft: LadderDraft;
  editable: boolean;
  onChange: (draft: LadderDraft) => void;
  /** What the draft would do today, once it is known. */
  trial: Simulated | undefined;
};

const STOPS = ['paid', 'cancelled', 'hold', 'suppressed'] as const;
const LISTS = ['tags', 'without_tags', 'branch_keys', 'payment_methods'] as const;

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
        </fieldset>
      </Panel>
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
      <p className="text-[12px] leading-4 text-ink3">{t('ladders:filters_hint')}</p>
    </fieldset>
  );
}
