// Whom, what, and then how many, how much and until when: nothing is sent before that was seen.

import { useId, useState } from 'react';
import { api } from '~/api/client';
import { useChange, useNouns } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { fromLocalInput, serverNow, toLocalInput, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { MomentField } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { useRefused } from '~/ui/form-dialog';
import { Page, Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';
import { AudienceForm } from './audience';
import { type Draft, dataNames, draftOf, EMPTY, type Notice, recordOf } from './draft';
import { Outlook } from './outlook';

/** An outage is usually over by then, in milliseconds. */
const OUTAGE_MS = 4 * 3_600_000;

type ComposeProps = { notice?: Notice; onKept: (id: number) => void; onLeave: () => void };

export function Compose({ notice, onKept, onLeave }: ComposeProps) {
  const t = useT();
  const form = useId();
  const editable = useMay()('operate');
  const format = useFormat();
  const templates = useNouns('templates');
  const gateways = useNouns('gateways');
  const local = (instant: string) => toLocalInput(instant, format.timeZone);
  const [draft, setDraft] = useState<Draft>(() => (notice ? draftOf(notice, local) : EMPTY));
  const [kept, setKept] = useState<Notice | undefined>(notice);
  const [looking, setLooking] = useState(false);
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setLooking(false);
  };
  const template = templates.data?.find((one) => String(one.id) === draft.templateId);
  const names = dataNames(
    template ? [template.body, ...(template.bindings ?? []).flatMap((binding) => binding.parameters ?? [])] : [],
  );
  const save = useChange<void, Notice>(
    () => {
      const record = recordOf(draft, names, (text) => fromLocalInput(text, format.timeZone));
      if (!kept) return api.POST('/api/v1/notices', { body: record as never });
      const { csv, ...audience } = record.audience as { csv?: string };
      const list = draft.whom === 'list' ? (csv?.trim() ? { csv } : {}) : { customers: null };
      // What the form does not say any more is taken out.
      const gone = { gateway_id: null, due_at: null, outage: null };
      const patch = { ...gone, ...record, audience: { ...audience, ...list } };
      return api.PATCH('/api/v1/notices/{id}', { params: { path: { id: kept.id } }, body: patch as never });
    },
    (answer) => {
      setKept(answer);
      setLooking(true);
    },
  );
  const remove = useChange(
    () => api.DELETE('/api/v1/notices/{id}', { params: { path: { id: kept?.id ?? 0 } } }) as never,
    () => {
      toast(t('ui:removed'));
      onLeave();
    },
  );
  const refused = useRefused(save.error);
  const reachable = gateways.data?.filter((one) => template?.bindings?.some((bound) => bound.gateway_id === one.id));
  return (
    <Page
      title={kept ? kept.name : t('notices:new')}
      sub={
        <button type="button" className="text-accent" onClick={onLeave}>
          {t('notices:back')}
        </button>
      }
      actions={
        kept &&
        editable && (
          <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('notices:discard')}
          </Button>
        )
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_380px]">
        <form
          id={form}
          className="flex min-w-0 flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Panel title={t('notices:whom')}>
            <div className="flex flex-col gap-3 px-5 pt-1 pb-4">
              <Field label={t('notices:name')} hint={t('notices:name_hint')} error={refused('name')}>
                <TextInput
                  value={draft.name}
                  onValueChange={(name) => change({ name })}
                  required
                  maxLength={200}
                  autoFocus={!notice}
                />
              </Field>
              <AudienceForm draft={draft} listed={kept?.listed ?? null} refused={refused} onChange={change} />
            </div>
          </Panel>
          <Panel title={t('notices:say')}>
            <div className="flex flex-col gap-3 px-5 pt-1 pb-4">
              <Field label={t('notices:template')} error={refused('template_id')}>
                <Select
                  value={draft.templateId}
                  onChange={(templateId) => change({ templateId, gatewayId: null })}
                  placeholder={t('notices:choose')}
                  options={(templates.data ?? []).map((one) => ({
                    value: String(one.id),
                    label: one.name,
                    hint: t(`word:purpose.${one.purpose}`),
                  }))}
                />
              </Field>
              {reachable && reachable.length > 1 && (
                <Field label={t('notices:gateway')} hint={t('notices:gateway_hint')} error={refused('gateway_id')}>
                  <Select
                    value={draft.gatewayId ?? 'any'}
                    onChange={(value) => change({ gatewayId: value === 'any' ? null : value })}
                    options={[
                      { value: 'any', label: t('notices:gateway_any') },
                      ...reachable.map((one) => ({ value: String(one.id), label: one.name })),
                    ]}
                  />
                </Field>
              )}
              {names.map((name) => (
                <Field key={name} label={t('notices:data', { name })} error={refused(`data.${name}`)}>
                  <TextInput
                    value={draft.data[name] ?? ''}
                    onValueChange={(value) => change({ data: { ...draft.data, [name]: value } })}
                    required
                  />
                </Field>
              ))}
              <Checkbox
                checked={draft.outage}
                onChange={(outage) =>
                  change({
                    outage,
                    outageUntil:
                      outage && !draft.outageUntil
                        ? local(new Date(serverNow() + OUTAGE_MS).toISOString())
                        : draft.outageUntil,
                  })
                }
                label={t('notices:outage')}
              />
              {draft.outage && (
                <MomentField
                  label={t('notices:outage_until')}
                  hint={t('notices:outage_hint')}
                  value={draft.outageUntil}
                  onValueChange={(outageUntil) => change({ outageUntil })}
                />
              )}
              <Checkbox
                checked={draft.dueAt !== ''}
                onChange={(later) => change({ dueAt: later ? local(new Date(serverNow()).toISOString()) : '' })}
                label={t('notices:later')}
              />
              {draft.dueAt !== '' && (
                <MomentField
                  label={t('notices:due_at')}
                  value={draft.dueAt}
                  onValueChange={(dueAt) => change({ dueAt })}
                />
              )}
            </div>
          </Panel>
        </form>
        <Panel title={t('notices:check')} className="lg:sticky lg:top-0">
          <div className="flex flex-col gap-3 px-5 pt-1 pb-4">
            {!looking && <p className="text-ink2">{t('notices:check_what')}</p>}
            {save.error && <ErrorBox error={save.error} />}
            {remove.error && <ErrorBox error={remove.error} />}
            {kept && looking ? (
              <Outlook notice={kept} onSent={() => onKept(kept.id)} />
            ) : (
              <Button
                kind="primary"
                type="submit"
                form={form}
                busy={save.isPending}
                disabled={!draft.templateId || !editable}
              >
                {t('notices:look')}
              </Button>
            )}
          </div>
        </Panel>
      </div>
    </Page>
  );
}
