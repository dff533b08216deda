import { useState } from 'react';
import { useNouns, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Copy } from '~/ui/copy';
import { Field, TextArea, TextInput } from '~/ui/field';
import { FormDialog, useRefused } from '~/ui/form-dialog';
import { Radios } from '~/ui/radios';
import { Select } from '~/ui/select';
import { asked, bodyOf, type Draft, draftOf, FIELDS, FLAGS, type Gateway, RATES } from './draft';

const KINDS = ['opa_suite', 'whatsapp_cloud', 'smtp', 'sms_http', 'smpp', 'telegram', 'webhook'] as const;
const MODES = ['live', 'allow_list', 'simulate'] as const;

/** Adds a gateway, or changes one: its secrets are written, never read. */
export function GatewayForm({ gateway, onClose }: { gateway?: Gateway; onClose: () => void }) {
  const t = useT();
  const [draft, setDraft] = useState(() => draftOf(gateway));
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const windows = useNouns('windows');
  const save = useSave('gateways', () => {
    toast(t(gateway ? 'ui:saved' : 'ui:created'));
    onClose();
  });
  const refused = useRefused(save.error);
  return (
    <FormDialog
      open
      onClose={onClose}
      size="lg"
      title={gateway ? t('gateways:edit_title', { name: gateway.name }) : t('gateways:new')}
      submit={t('ui:save')}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ id: gateway?.id, record: bodyOf(draft, gateway) })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('ui:name')} error={refused('name')}>
          <TextInput value={draft.name} onValueChange={(name) => set({ name })} required maxLength={200} />
        </Field>
        <Field label={t('gateways:kind')}>
          <Select
            value={draft.kind}
            onChange={(kind) => set({ ...draftOf({ ...draftFrame(draft), kind } as unknown as Gateway) })}
            disabled={gateway !== undefined}
            options={KINDS.map((value) => ({ value, label: t(`gateways:kind.${value}`) }))}
          />
        </Field>
      </div>
      <Settings draft={draft} gateway={gateway} set={set} refused={refused} />
      <Radios
        label={t('gateways:mode')}
        value={draft.deliveryMode}
        onChange={(deliveryMode) => set({ deliveryMode })}
        options={MODES.map((value) => ({
          value,
          label: t(`gateways:mode_name.${value}`),
          hint: t(`gateways:mode_more.${value}`),
        }))}
      />
      {draft.deliveryMode === 'allow_list' && (
        <Field
          label={t('gateways:allow_list')}
          hint={t('gateways:allow_list_hint')}
          error={refused('settings.allow_list')}
        >
          <TextArea value={draft.allowList} onChange={(event) => set({ allowList: event.target.value })} rows={3} />
        </Field>
      )}
      <Limits draft={draft} set={set} refused={refused} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('gateways:queue_mode')}>
          <Select
            value={draft.queueMode}
            onChange={(queueMode) => set({ queueMode })}
            options={[
              { value: 'queue', label: t('gateways:queue_mode.queue') },
              { value: 'continuous', label: t('gateways:queue_mode.continuous') },
            ]}
          />
        </Field>
        <Field label={t('gateways:window')}>
          <Select
            value={draft.windowId || 'none'}
            onChange={(windowId) => set({ windowId: windowId === 'none' ? '' : windowId })}
            options={[
              { value: 'none', label: t('gateways:window_none') },
              ...(windows.data ?? []).map((window) => ({ value: String(window.id), label: window.name })),
            ]}
          />
        </Field>
      </div>
      <Radios
        label={t('gateways:unknown')}
        value={draft.outcomeUnknown}
        onChange={(outcomeUnknown) => set({ outcomeUnknown })}
        options={(['hold', 'retry'] as const).map((value) => ({
          value,
          label: t(`gateways:unknown.${value}`),
          hint: t(`gateways:unknown_more.${value}`),
        }))}
      />
    </FormDialog>
  );
}

/** What stays of a draft when another kind is chosen. */
const draftFrame = (draft: Draft) => ({
  name: draft.name,
  queue_mode: draft.queueMode,
  delivery_mode: draft.deliveryMode,
  outcome_unknown: draft.outcomeUnknown,
  window_id: draft.windowId || undefined,
});

type PartProps = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  refused: (field: string) => string | undefined;
};

function Settings({ draft, gateway, set, refused }: PartProps & { gateway?: Gateway }) {
  const t = useT();
  const stored = (gateway?.settings ?? {}) as Record<string, unknown>;
  /** In the words of the kind, else in those of all kinds. */
  const word = (what: 'field' | 'field_hint', name: string) =>
    t.maybe(`gateways:${what}.${draft.kind}.${name}`) ?? t.maybe(`gateways:${what}.${name}`);
  const put = (name: string, value: string) => set({ settings: { ...draft.settings, [name]: value } });
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="sr-only">{t('gateways:credentials')}</legend>
      {FIELDS[draft.kind]
        .filter((field) => asked(field, draft))
        .map(({ name, secret, required, options, long, makes }) => {
          const kept = secret && stored[name] !== undefined;
          const value = draft.settings[name] ?? '';
          const needed = required && !kept;
          return (
            <div key={name} className="flex items-end gap-2">
              <Field
                className="min-w-0 flex-1"
                label={
                  <>
                    {word('field', name) ?? name}
                    {!required && !options && <span className="font-normal text-ink3"> ({t('ui:optional')})</span>}
                  </>
                }
                hint={kept ? t('gateways:secret_kept') : word('field_hint', name)}
                error={refused(`settings.${name}`)}
              >
                {options ? (
                  <Select
                    value={value || (options[0] ?? '')}
                    onChange={(next) => put(name, next)}
                    options={(value && !options.includes(value) ? [...options, value] : options).map((word) => ({
                      value: word,
                      label: t.maybe(`gateways:option.${name}.${word}`) ?? word,
                    }))}
                  />
                ) : long ? (
                  <TextArea
                    value={value}
                    onChange={(event) => put(name, event.target.value)}
                    rows={4}
                    autoComplete="off"
                    placeholder={kept ? '••••••••' : undefined}
                    required={needed}
                    className="font-mono"
                  />
                ) : (
                  <TextInput
                    value={value}
                    onValueChange={(next) => put(name, next)}
                    type={secret && !makes ? 'password' : name === 'url' ? 'url' : 'text'}
                    autoComplete="off"
                    placeholder={kept ? '••••••••' : undefined}
                    required={needed}
                    className={name === 'url' || secret ? 'font-mono' : undefined}
                  />
                )}
              </Field>
              {makes && (
                <>
                  {value && <Copy text={value} label={t('ui:copy')} />}
                  <Button size="lg" onClick={() => put(name, makes())}>
                    {t('gateways:make_secret')}
                  </Button>
                </>
              )}
            </div>
          );
        })}
      {gateway && draft.kind === 'whatsapp_cloud' && (
        <div className="flex items-end gap-2">
          <Field className="min-w-0 flex-1" label={t('gateways:hook_url')} hint={t('gateways:hook_url_hint')}>
            <TextInput
              readOnly
              value={`${window.location.origin}/hooks/${gateway.id}`}
              onValueChange={() => undefined}
              className="font-mono"
            />
          </Field>
          <Copy text={`${window.location.origin}/hooks/${gateway.id}`} label={t('ui:copy')} />
        </div>
      )}
      {FLAGS[draft.kind].map((flag) => (
        <Checkbox
          key={flag}
          checked={draft.flags[flag] ?? false}
          onChange={(checked) => set({ flags: { ...draft.flags, [flag]: checked } })}
          label={t.maybe(`gateways:flag.${flag}`) ?? flag}
        />
      ))}
    </fieldset>
  );
}

function Limits({ draft, set, refused }: PartProps) {
  const t = useT();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t('gateways:limits')}</legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {RATES.map((name) => (
          <Field key={name} label={t(`gateways:rate.${name}`)} error={refused(`rate.${name}`)}>
            <TextInput
              inputMode="decimal"
              pattern="[0-9]+([.,][0-9]+)?"
              value={draft.rate[name]}
              onValueChange={(value) => set({ rate: { ...draft.rate, [name]: value } })}
              placeholder={t('gateways:no_limit')}
            />
          </Field>
        ))}
        <Field label={t('gateways:max_in_flight')} error={refused('max_in_flight')}>
          <TextInput
            inputMode="numeric"
            pattern="[0-9]+"
            value={draft.maxInFlight}
            onValueChange={(maxInFlight) => set({ maxInFlight })}
          />
        </Field>
        {draft.kind === 'whatsapp_cloud' && (
          <>
            <Field
              className="sm:col-span-2"
              label={t('gateways:portfolio')}
              hint={t('gateways:portfolio_hint')}
              error={refused('portfolio.key')}
            >
              <TextInput
                value={draft.portfolio}
                onValueChange={(portfolio) => set({ portfolio })}
                required={draft.people !== ''}
              />
            </Field>
            <Field label={t('gateways:portfolio_people')} error={refused('portfolio.recipients_per_day')}>
              <TextInput
                inputMode="numeric"
                pattern="[0-9]+"
                value={draft.people}
                onValueChange={(people) => set({ people })}
                required={draft.portfolio !== ''}
              />
            </Field>
          </>
        )}
      </div>
    </fieldset>
  );
}
