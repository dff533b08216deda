// Whom a notice is for.

import { useRef } from 'react';
import { useNouns } from '~/api/nouns';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextArea, TextInput } from '~/ui/field';
import { Radios } from '~/ui/radios';
import type { Draft, Whom } from './draft';

const WHOM: readonly Whom[] = ['conditions', 'list', 'everyone'];

type AudienceProps = {
  draft: Draft;
  /** Customers of the list that is kept, where there is one. */
  listed: number | null;
  refused: (field: string) => string | undefined;
  onChange: (part: Partial<Draft>) => void;
};

export function AudienceForm({ draft, listed, refused, onChange }: AudienceProps) {
  const t = useT();
  const branches = useNouns('branches');
  const file = useRef<HTMLInputElement>(null);
  const texts = [
    ['cities', 'cities'],
    ['states', 'states'],
    ['plans', 'plans'],
    ['statuses', 'contract_statuses'],
    ['tags', 'tags'],
    ['withoutTags', 'without_tags'],
  ] as const;
  return (
    <>
      <Radios
        label={t('notices:audience')}
        value={draft.whom}
        onChange={(whom) => onChange({ whom })}
        options={WHOM.map((value) => ({
          value,
          label: t(`notices:by.${value}`),
          hint: t(`notices:by_more.${value}`),
        }))}
      />
      {draft.whom === 'conditions' && (
        <>
          {branches.data && branches.data.length > 0 && (
            <fieldset>
              <legend className="mb-1 text-[13px] font-medium">{t('notices:branches')}</legend>
              <div className="flex flex-wrap gap-x-5 gap-y-1">
                {branches.data.map((branch) => (
                  <Checkbox
                    key={branch.id}
                    checked={draft.branches.includes(branch.key)}
                    onChange={(on) =>
                      onChange({
                        branches: on
                          ? [...draft.branches, branch.key]
                          : draft.branches.filter((one) => one !== branch.key),
                      })
                    }
                    label={branch.name}
                  />
                ))}
              </div>
            </fieldset>
          )}
          <div className="grid gap-3 sm:grid-cols-2">
            {texts.map(([name, field]) => (
              <Field
                key={name}
                label={t(`notices:${field}`)}
                hint={t(`notices:${field}_hint`)}
                error={refused(`audience.${field}`)}
              >
                <TextInput
                  value={draft[name]}
                  onValueChange={(value) => onChange({ [name]: value } as Partial<Draft>)}
                />
              </Field>
            ))}
          </div>
        </>
      )}
      {draft.whom === 'list' && (
        <>
          <Field label={t('notices:source')} hint={t('notices:source_hint')}>
            <TextInput value={draft.source} onValueChange={(source) => onChange({ source })} required />
          </Field>
          <Field
            label={t('notices:list')}
            hint={listed === null ? t('notices:list_hint') : t('notices:list_kept', { count: listed })}
            error={refused('audience.csv') ?? refused('audience.customers')}
          >
            <TextArea
              value={draft.list}
              onChange={(event) => onChange({ list: event.target.value })}
              required={listed === null}
            />
          </Field>
          <div>
            <Button size="sm" onClick={() => file.current?.click()}>
              {t('notices:list_file')}
            </Button>
            <input
              ref={file}
              type="file"
              accept=".csv,.txt,text/csv"
              aria-label={t('notices:list_file')}
              className="sr-only"
              tabIndex={-1}
              onChange={async (event) => {
                const chosen = event.target.files?.[0];
                if (chosen) onChange({ list: await chosen.text() });
              }}
            />
          </div>
        </>
      )}
      {draft.whom === 'everyone' && (
        <Field label={t('notices:without_tags')} hint={t('notices:without_tags_hint')}>
          <TextInput value={draft.withoutTags} onValueChange={(withoutTags) => onChange({ withoutTags })} />
        </Field>
      )}
    </>
  );
}
