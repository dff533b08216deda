import { useState } from 'react';
import { useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Checkbox } from '~/ui/checkbox';
import { Field, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import type { Outbox } from './outboxes';
import { address, TYPES } from './words';

/** Adds an outbox, or changes one. The secret of a new one is made by the server and told once. */
export function OutboxForm({
  outbox,
  onClose,
  onMade,
}: {
  outbox?: Outbox;
  onClose: () => void;
  onMade?: (secret: string) => void;
}) {
  const t = useT();
  const settings = (outbox?.settings ?? {}) as { allow_private?: boolean };
  const [name, setName] = useState(outbox?.name ?? '');
  const [url, setUrl] = useState(outbox ? address(outbox) : '');
  const [types, setTypes] = useState<readonly string[]>(outbox?.types ?? []);
  const [near, setNear] = useState(settings.allow_private === true);
  const [enabled, setEnabled] = useState(outbox?.enabled !== false);
  const save = useSave('outboxes', (made) => {
    const { secret } = made as { secret?: string | null };
    toast(t(outbox ? 'ui:saved' : 'ui:created'));
    onClose();
    if (secret) onMade?.(secret);
  });
  const refused = useRefused(save.error);
  const record = {
    name: name.trim(),
    types: TYPES.filter((type) => types.includes(type)),
    enabled,
    settings: {
      url: url.trim(),
      ...(near || settings.allow_private !== undefined ? { allow_private: near } : {}),
    },
  };
  return (
    <FormDialog
      open
      onClose={onClose}
      title={outbox ? t('outboxes:edit_title', { name: outbox.name }) : t('outboxes:new')}
      description={t('outboxes:form_what')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ id: outbox?.id, record })}
    >
      <Field label={t('ui:name')} error={refused('name')}>
        <TextInput value={name} onValueChange={setName} required maxLength={200} autoFocus />
      </Field>
      <Field label={t('outboxes:url')} hint={t('outboxes:url_hint')} error={refused('settings.url')}>
        <TextInput value={url} onValueChange={setUrl} type="url" required className="font-mono" autoComplete="off" />
      </Field>
      <Checkbox checked={near} onChange={setNear} label={t('outboxes:allow_private')} />
      <fieldset>
        <legend className="mb-1.5 font-medium">{t('outboxes:types')}</legend>
        <div className="flex flex-wrap gap-x-4">
          {TYPES.map((type) => (
            <Checkbox
              key={type}
              checked={types.includes(type)}
              onChange={(checked) => setTypes(checked ? [...types, type] : types.filter((other) => other !== type))}
              label={t.maybe(`status:${type.replace('message.', '')}`) ?? type}
            />
          ))}
        </div>
        <p className="text-[12px] leading-4 text-ink3">{t('outboxes:types_hint')}</p>
      </fieldset>
      <Checkbox checked={enabled} onChange={setEnabled} label={t('outboxes:enabled')} />
    </FormDialog>
  );
}
