// How the message is said at each gateway: the provider's own template and what goes into its numbered places.

import { Plus, Trash2 } from 'lucide-react';
import { useNouns } from '~/api/nouns';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Field, TextArea, TextInput } from '~/ui/field';
import { Menu, MenuItem } from '~/ui/menu';
import type { BindingDraft, TemplateDraft } from './draft';

type BindingsProps = {
  draft: TemplateDraft;
  set: (change: Partial<TemplateDraft>) => void;
  refused: (field: string) => string | undefined;
  editable: boolean;
};

export function Bindings({ draft, set, refused, editable }: BindingsProps) {
  const t = useT();
  const gateways = useNouns('gateways');
  const free = (gateways.data ?? []).filter((one) => !draft.bindings.some((bound) => bound.gatewayId === one.id));
  const kindOf = (bound: BindingDraft) => gateways.data?.find((one) => one.id === bound.gatewayId)?.kind;
  const change = (index: number, next: Partial<BindingDraft>) =>
    set({ bindings: draft.bindings.map((bound, at) => (at === index ? { ...bound, ...next } : bound)) });
  return (
    <section aria-label={t('templates:bindings')}>
      <div className="mb-1.5 flex items-center justify-between gap-3">
        <h3 className="font-medium">{t('templates:bindings')}</h3>
        {editable && free.length > 0 && (
          <Menu
            trigger={
              <Button size="sm">
                <Plus aria-hidden />
                {t('templates:bind')}
              </Button>
            }
          >
            {free.map((gateway) => (
              <MenuItem
                key={gateway.id}
                onClick={() =>
                  set({
                    bindings: [
                      ...draft.bindings,
                      {
                        gatewayId: gateway.id,
                        providerId: '',
                        language: 'pt_BR',
                        parameters: [],
                        subject: '',
                        html: '',
                      },
                    ],
                  })
                }
              >
                {gateway.name}
              </MenuItem>
            ))}
          </Menu>
        )}
      </div>
      {draft.bindings.length === 0 && <p className="text-ink3">{t('templates:unbound')}</p>}
      <div className="flex flex-col gap-3">
        {draft.bindings.map((bound, index) => (
          <div key={bound.gatewayId} className="rounded-md border border-line p-3">
            <div className="flex items-center justify-between gap-2">
              <p className="font-semibold">
                {gateways.data?.find((one) => one.id === bound.gatewayId)?.name ?? `#${bound.gatewayId}`}
              </p>
              {editable && (
                <IconButton
                  label={t('templates:unbind')}
                  onClick={() => set({ bindings: draft.bindings.filter((_, at) => at !== index) })}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              )}
            </div>
            {kindOf(bound) === 'smtp' ? (
              <MailTexts bound={bound} index={index} refused={refused} onChange={(next) => change(index, next)} />
            ) : kindOf(bound) === 'telegram' ? (
              <p className="mt-2 text-ink2">{t('templates:body_only')}</p>
            ) : (
              <>
                <div className="mt-2 grid gap-3 sm:grid-cols-[1fr_110px]">
                  <Field label={t('templates:provider_id')} error={refused(`bindings.${index}.provider_template_id`)}>
                    <TextInput
                      value={bound.providerId}
                      onValueChange={(providerId) => change(index, { providerId })}
                      className="font-mono"
                    />
                  </Field>
                  <Field label={t('templates:language')}>
                    <TextInput value={bound.language} onValueChange={(language) => change(index, { language })} />
                  </Field>
                </div>
                <Parameters
                  bound={bound}
                  editable={editable}
                  onChange={(parameters) => change(index, { parameters })}
                />
              </>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

/** An e-mail's own texts; what stands in the message is its plain form. */
function MailTexts({
  bound,
  index,
  refused,
  onChange,
}: {
  bound: BindingDraft;
  index: number;
  refused: (field: string) => string | undefined;
  onChange: (next: Partial<BindingDraft>) => void;
}) {
  const t = useT();
  return (
    <div className="mt-2 flex flex-col gap-3">
      <Field label={t('templates:subject')} error={refused(`bindings.${index}.mail.subject`)}>
        <TextInput value={bound.subject} onValueChange={(subject) => onChange({ subject })} required />
      </Field>
      <Field label={t('templates:html')} hint={t('templates:html_hint')} error={refused(`bindings.${index}.mail.html`)}>
        <TextArea
          value={bound.html}
          onChange={(event) => onChange({ html: event.target.value })}
          rows={6}
          className="font-mono"
        />
      </Field>
    </div>
  );
}

function Parameters({
  bound,
  editable,
  onChange,
}: {
  bound: BindingDraft;
  editable: boolean;
  onChange: (parameters: readonly string[]) => void;
}) {
  const t = useT();
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      {bound.parameters.map((parameter, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a parameter is its place
        <div key={index} className="flex items-center gap-2">
          <span className="w-12 shrink-0 font-mono text-[12px] text-ink3">{`{{${index + 1}}}`}</span>
          <TextInput
            aria-label={t('templates:parameter', { n: index + 1 })}
            value={parameter}
            onValueChange={(next) => onChange(bound.parameters.map((one, at) => (at === index ? next : one)))}
            className="font-mono"
            required
          />
          {editable && (
            <IconButton
              label={t('templates:remove_parameter', { n: index + 1 })}
              onClick={() => onChange(bound.parameters.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {editable && (
        <Button size="sm" className="self-start" onClick={() => onChange([...bound.parameters, ''])}>
          <Plus aria-hidden />
          {t('templates:add_parameter')}
        </Button>
      )}
    </div>
  );
}
