// A file that was uploaded: its columns, what would become of its rows, and the button that takes them in.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '~/api/client';
import { useChange, useNouns } from '~/api/nouns';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox, Note, Skeleton } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { fieldsOf, type Import, isMapped } from './fields';

const NONE = 'none';
/** Rows that are enough to see what a column has. */
const SHOWN = 5;

export function Draft({ draft, onLeave }: { draft: Import; onLeave: () => void }) {
  const t = useT();
  const path = { params: { path: { id: draft.id } } };
  const change = useChange((said: Record<string, unknown>) =>
    api.PATCH('/api/v1/imports/{id}', { ...path, body: said as never }),
  );
  const start = useChange(() => api.POST('/api/v1/imports/{id}/start', path as never));
  const remove = useChange(() => api.DELETE('/api/v1/imports/{id}', path), onLeave);
  const fields = fieldsOf(draft.kind);
  const mapped = fields.every(({ name, needed }) => !needed || isMapped(name, draft.mapping));
  const addressed = draft.kind !== 'messages' || (draft.gateway_id && draft.template_id);
  const preview = useQuery({
    queryKey: ['preview', draft.id, draft.updated_at],
    queryFn: ({ signal }) => body(api.POST('/api/v1/imports/{id}/preview', { ...path, signal })),
    enabled: Boolean(mapped && addressed),
  });
  const good = preview.data?.good ?? 0;
  return (
    <>
      {draft.same_as && <Note tone="warn">{t('imports:same_as', { id: draft.same_as })}</Note>}
      <Panel title={t('imports:columns')} aside={<Recognised draft={draft} />}>
        <div className="grid gap-4 px-5 pb-5 sm:grid-cols-2 lg:grid-cols-3">
          {fields.map(({ name, words, needed }) => (
            <Field
              key={name}
              label={needed ? t(`imports:field.${words}`) : `${t(`imports:field.${words}`)} (${t('ui:optional')})`}
              error={needed && !isMapped(name, draft.mapping) ? t('imports:needed') : undefined}
            >
              <Select
                value={String(draft.mapping?.[name] ?? NONE)}
                onChange={(value) => change.mutate({ mapping: { [name]: value === NONE ? null : Number(value) } })}
                options={[
                  { value: NONE, label: '—' },
                  ...draft.head.map((heading, at) => ({ value: String(at), label: heading || `#${at + 1}` })),
                ]}
              />
            </Field>
          ))}
          <Source draft={draft} onChange={(source) => change.mutate({ source })} />
          {draft.kind === 'messages' && <Address draft={draft} onChange={change.mutate} />}
        </div>
      </Panel>
      <Sample draft={draft} />
      {(change.error ?? start.error ?? remove.error) && (
        <ErrorBox error={change.error ?? start.error ?? remove.error} />
      )}
      {preview.error && <ErrorBox error={preview.error} onRetry={() => preview.refetch()} />}
      {preview.isLoading && <Skeleton className="h-9" />}
      {preview.data && <Outlook preview={preview.data} />}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onLeave}>{t('ui:back')}</Button>
        <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          {t('imports:discard')}
        </Button>
        <Button
          kind="primary"
          disabled={good === 0 || change.isPending}
          busy={start.isPending}
          onClick={() => start.mutate()}
        >
          {preview.data ? t(`imports:confirm.${draft.kind}`, { count: good }) : t('imports:confirm_any')}
        </Button>
      </div>
    </>
  );
}

/** What the file was taken for. */
function Recognised({ draft }: { draft: Import }) {
  const t = useT();
  const separator = draft.separator === '\t' ? t('imports:tab') : draft.separator;
  const told = [t('imports:rows', { count: draft.rows }), draft.format.toUpperCase(), draft.encoding, separator];
  return <span>{told.filter(Boolean).join(' · ')}</span>;
}

function Source({ draft, onChange }: { draft: Import; onChange: (source: string) => void }) {
  const t = useT();
  const [text, setText] = useState(draft.source ?? '');
  const said = text.trim();
  return (
    <Field label={t('imports:source')} hint={t('imports:source_hint')}>
      <TextInput
        value={text}
        onValueChange={setText}
        required
        onBlur={() => {
          if (said && said !== draft.source) onChange(said);
        }}
      />
    </Field>
  );
}

function Address({ draft, onChange }: { draft: Import; onChange: (said: Record<string, unknown>) => void }) {
  const t = useT();
  const gateways = useNouns('gateways');
  const templates = useNouns('templates');
  const choice = (id: number | null | undefined) => (id ? String(id) : null);
  return (
    <>
      <Field label={t('imports:gateway')}>
        <Select
          value={choice(draft.gateway_id)}
          onChange={(value) => onChange({ gateway_id: Number(value) })}
          placeholder={t('ui:choose')}
          options={(gateways.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
        />
      </Field>
      <Field label={t('imports:template')}>
        <Select
          value={choice(draft.template_id)}
          onChange={(value) => onChange({ template_id: Number(value) })}
          placeholder={t('ui:choose')}
          options={(templates.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
        />
      </Field>
    </>
  );
}

function Sample({ draft }: { draft: Import }) {
  const t = useT();
  return (
    <Panel title={t('imports:sample')}>
      <Table label={t('imports:sample')} across>
        <thead>
          <tr>
            {draft.head.map((heading, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <Th key={at}>{heading}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {draft.sample.slice(0, SHOWN).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <Tr key={at}>
              {draft.head.map((_, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <Td key={column}>{row[column]}</Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

type Preview = {
  good: number;
  refused: number;
  problems: { code: string; place: string; expected: string; rows: number; line: number }[];
};

/** How many rows serve, and what is wrong with the others. */
function Outlook({ preview }: { preview: Preview }) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      <Note tone={preview.refused === 0 ? 'ok' : 'warn'}>
        {t('imports:check', { good: format.integer(preview.good), bad: format.integer(preview.refused) })}
      </Note>
      {preview.problems.length > 0 && (
        <Panel title={t('imports:problems')}>
          <Table label={t('imports:problems')}>
            <thead>
              <tr>
                <Th className="pl-5">{t('imports:reason')}</Th>
                <Th>{t('imports:column')}</Th>
                <Th>{t('imports:row_count')}</Th>
                <Th>{t('imports:first_line')}</Th>
              </tr>
            </thead>
            <tbody>
              {preview.problems.map((one) => (
                <Tr key={`${one.code} ${one.place} ${one.expected}`}>
                  <Td className="pl-5">
                    {t.maybe(`problem:${one.code}`, { pointer: one.place, expected: one.expected }) ?? one.code}
                  </Td>
                  <Td>{one.place}</Td>
                  <Td>{format.integer(one.rows)}</Td>
                  <Td>{format.integer(one.line)}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
    </>
  );
}
