import { Check, CircleX, Trash2, TriangleAlert } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { patchOf, useNouns, useSave } from '~/api/nouns';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Field, TextArea, TextInput } from '~/ui/field';
import { useRefused } from '~/ui/form-dialog';
import { RemoveDialog } from '~/ui/listing';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';
import { Bindings } from './bindings';
import { aliased, draftOf, recordOf, type Template, type TemplateDraft } from './draft';
import { Preview } from './preview';
import { LONGEST, VARIABLES, verify } from './variables';

const PURPOSES = ['collection', 'reminder', 'signature', 'service', 'requested'] as const;
const LATE = ['send', 'ask', 'drop'] as const;

type EditorProps = { template?: Template; onOpen: (id: number | undefined) => void };

export function Editor({ template, onOpen }: EditorProps) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const [draft, setDraft] = useState(() => draftOf(template, t.language));
  const [removing, setRemoving] = useState(false);
  const set = (change: Partial<TemplateDraft>) => setDraft({ ...draft, ...change });
  const record = recordOf(draft, template);
  const changed =
    !template ||
    Object.keys(patchOf({ late: 'send', bindings: [], ...template }, { ...template, ...record })).length > 0;
  const save = useSave('templates', (kept) => {
    toast(t(template ? 'ui:saved' : 'ui:created'));
    onOpen(kept.id);
  });
  const refused = useRefused(save.error);
  const editable = may('billing');
  return (
    <>
      <form
        className="min-w-0 flex-1 overflow-y-auto px-5 pb-8 max-lg:shrink-0 max-lg:overflow-visible"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(template ? { id: template.id, record } : { record });
        }}
      >
        <header className="flex min-h-[60px] flex-wrap items-center gap-3 pt-4 pb-3">
          <div className="min-w-0 flex-1">
            <h2 className="truncate font-mono text-[15px] leading-6 font-semibold">
              {template ? (template.key ?? template.name) : t('templates:new')}
            </h2>
            {template && (
              <p className="text-ink3">
                {t('templates:version', { n: template.version, at: format.minute(template.updated_at) })}
              </p>
            )}
          </div>
          {editable && template && (
            <IconButton label={t('ui:remove')} onClick={() => setRemoving(true)}>
              <Trash2 aria-hidden />
            </IconButton>
          )}
          {editable && changed && template && (
            <Button onClick={() => setDraft(draftOf(template, t.language))}>{t('ui:discard')}</Button>
          )}
          {editable && (
            <Button kind="primary" type="submit" busy={save.isPending} disabled={!changed}>
              {t('templates:save')}
            </Button>
          )}
        </header>
        {save.error && <ErrorBox error={save.error} className="mb-4" />}
        <fieldset disabled={!editable} className="flex max-w-[680px] flex-col gap-5">
          <legend className="sr-only">{t('menu:templates')}</legend>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('ui:name')} error={refused('name')}>
              <TextInput value={draft.name} onValueChange={(name) => set({ name })} required maxLength={200} />
            </Field>
            <Field label={`${t('ui:key')} (${t('ui:optional')})`} error={refused('key')}>
              <TextInput value={draft.key} onValueChange={(key) => set({ key })} className="font-mono" />
            </Field>
            <Field label={t('templates:purpose')}>
              <Select
                value={draft.purpose}
                onChange={(purpose) => set({ purpose })}
                disabled={!editable}
                options={PURPOSES.map((value) => ({ value, label: t(`word:purpose.${value}`) }))}
              />
            </Field>
            <Field label={t('templates:late')}>
              <Select
                value={draft.late}
                onChange={(late) => set({ late })}
                disabled={!editable}
                options={LATE.map((value) => ({ value, label: t(`templates:late.${value}`) }))}
              />
            </Field>
          </div>
          <Body draft={draft} set={set} error={refused('body')} />
          <Checks draft={draft} />
          <Bindings draft={draft} set={set} refused={refused} editable={editable} />
          <WindowChoice draft={draft} set={set} editable={editable} />
        </fieldset>
      </form>
      <Preview template={changed ? undefined : template} draft={draft} />
      {removing && template && (
        <RemoveTemplate template={template} onClose={() => setRemoving(false)} onDone={() => onOpen(undefined)} />
      )}
    </>
  );
}

type PartProps = { draft: TemplateDraft; set: (change: Partial<TemplateDraft>) => void };

/** Under the text, letter for letter the same: a tint where a value will stand. */
function Holes({ body, layer }: { body: string; layer: RefObject<HTMLDivElement | null> }) {
  return (
    <div
      ref={layer}
      aria-hidden
      className="absolute inset-0 overflow-hidden rounded-md border border-transparent bg-surface px-2.5 py-1.5 text-[14px] leading-6 break-words whitespace-pre-wrap text-transparent"
    >
      {body.split(/(\{\{[^{}]*\}\})/).map((piece, index) => (
        // Pieces have no identity of their own: the text is drawn whole each time.
        // biome-ignore lint/suspicious/noArrayIndexKey: as said
        <span key={index} className={index % 2 === 1 ? 'rounded-sm bg-accent-soft ring-1 ring-accent/35' : undefined}>
          {piece}
        </span>
      ))}
      {'\n'}
    </div>
  );
}

function Body({ draft, set, error }: PartProps & { error: string | undefined }) {
  const t = useT();
  const format = useFormat();
  const area = useRef<HTMLTextAreaElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const insert = (name: string) => {
    const { selectionStart: from, selectionEnd: to } = area.current ?? { selectionStart: 0, selectionEnd: 0 };
    const hole = `{{${name}}}`;
    set({ body: draft.body.slice(0, from) + hole + draft.body.slice(to) });
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(from + hole.length, from + hole.length);
    });
  };
  return (
    <div>
      <Field
        label={
          <span className="flex justify-between">
            {t('templates:body')}
            <span className="text-[12px] font-normal text-ink3">
              {t('templates:length', { n: draft.body.length, most: format.integer(LONGEST) })}
            </span>
          </span>
        }
        error={error}
      >
        <div className="relative">
          <Holes body={draft.body} layer={layer} />
          <TextArea
            ref={area}
            rows={8}
            required
            value={draft.body}
            onChange={(event) => set({ body: event.target.value })}
            onScroll={(event) => layer.current?.scrollTo(0, event.currentTarget.scrollTop)}
            className="relative block resize-none !bg-transparent text-[14px] leading-6"
          />
        </div>
      </Field>
      <fieldset className="mt-3">
        <legend className="mb-1.5 font-medium">{t('templates:insert')}</legend>
        <div className="flex flex-wrap gap-1.5">
          {VARIABLES.map((variable) => (
            <button
              key={variable.stored}
              type="button"
              className="h-[26px] rounded-md border border-line2 bg-surface px-2 font-mono text-[12px] hover:bg-sunken"
              onClick={() => insert(aliased(t.language) ? variable.alias : ` ${variable.stored} `)}
            >
              {aliased(t.language) ? variable.alias : variable.stored}
            </button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

const ICONS = { ok: Check, warn: TriangleAlert, bad: CircleX } as const;
const INKS = { ok: 'text-ok', warn: 'text-warn', bad: 'text-bad' } as const;

function Checks({ draft }: { draft: TemplateDraft }) {
  const t = useT();
  return (
    <div>
      <h3 className="mb-1.5 font-medium">{t('templates:checks')}</h3>
      <ul className="flex flex-col gap-1">
        {verify(draft.body, draft.purpose).map((finding) => {
          const Icon = ICONS[finding.level];
          return (
            <li key={finding.code} className="flex items-start gap-2">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${INKS[finding.level]}`} />
              {t(`templates:check.${finding.code}`, { what: finding.what ?? '' })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function WindowChoice({ draft, set, editable }: PartProps & { editable: boolean }) {
  const t = useT();
  const windows = useNouns('windows');
  return (
    <Field label={t('templates:window')} hint={t('templates:window_hint')} className="max-w-80">
      <Select
        value={draft.windowId || 'none'}
        disabled={!editable}
        onChange={(value) => set({ windowId: value === 'none' ? '' : value })}
        options={[
          { value: 'none', label: t('templates:window_none') },
          ...(windows.data ?? []).map((window) => ({ value: String(window.id), label: window.name })),
        ]}
      />
    </Field>
  );
}

/** What uses a template is looked for first: then the refusal says who. */
function RemoveTemplate({
  template,
  onClose,
  onDone,
}: {
  template: Template;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const ladders = useNouns('ladders');
  const routes = useNouns('routes');
  const uses = (list: readonly { name: string; steps: readonly { template_id?: number }[] }[] | undefined) =>
    (list ?? []).filter((one) => one.steps.some((step) => step.template_id === template.id)).map((one) => one.name);
  const users = [...uses(ladders.data), ...uses(routes.data)];
  return (
    <RemoveDialog
      noun="templates"
      id={template.id}
      name={template.name}
      what={users.length > 0 ? t('templates:used_by', { names: format.list(users) }) : t('templates:remove_what')}
      blocked={users.length > 0}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
