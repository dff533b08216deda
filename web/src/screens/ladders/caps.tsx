// How many dunning messages a person gets at most, over all ladders: saved at once, apart from the draft.

import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { components } from '~/api/schema';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Panel } from '~/ui/panel';
import { ErrorBox } from '~/ui/states';

type DunningCaps = components['schemas']['DunningCaps'];
const CAPS = ['per_day', 'per_week'] as const;

export function Caps({ editable }: { editable: boolean }) {
  const t = useT();
  const caps = $api.useQuery('get', '/api/v1/dunning-caps');
  return (
    <Panel title={t('ladders:caps')}>
      <div className="px-5 pb-4">
        {caps.error && <ErrorBox error={caps.error} onRetry={() => caps.refetch()} />}
        {caps.data && <Form key={JSON.stringify(caps.data)} kept={caps.data} editable={editable} />}
      </div>
    </Panel>
  );
}

function Form({ kept, editable }: { kept: DunningCaps; editable: boolean }) {
  const t = useT();
  const [draft, setDraft] = useState(kept);
  const save = useChange(
    () => api.PATCH('/api/v1/dunning-caps', { body: draft }),
    () => toast(t('ui:saved')),
  );
  const changed = CAPS.some((name) => draft[name] !== kept[name]);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {CAPS.map((name) => (
        <Field key={name} label={t(`ladders:cap.${name}`)}>
          <TextInput
            inputMode="numeric"
            disabled={!editable}
            value={draft[name] === null ? '' : String(draft[name])}
            onValueChange={(text) =>
              /^\d*$/.test(text) && setDraft({ ...draft, [name]: text === '' ? null : Number(text) })
            }
          />
        </Field>
      ))}
      <p className="text-[12px] leading-4 text-ink3">{t('ladders:caps_hint')}</p>
      {save.error && <ErrorBox error={save.error} />}
      {changed && (
        <Button kind="primary" className="self-start" busy={save.isPending} type="submit">
          {t('ui:save')}
        </Button>
      )}
    </form>
  );
}
