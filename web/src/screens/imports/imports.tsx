import { Link } from '@tanstack/react-router';
import { Download, FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { api } from '~/api/client';
import { useChange, useNouns } from '~/api/nouns';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { Field, TextInput } from '~/ui/field';
import { ReasonDialog } from '~/ui/form-dialog';
import { Page, Panel } from '~/ui/panel';
import { Radios } from '~/ui/radios';
import { Select } from '~/ui/select';
import { ErrorBox, Note } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { decode, parseCsv, writeCsv } from './csv';
import { FIELDS, guess, KINDS, type Kind, type Mapping, rowOf, type Target } from './mapping';
import { type Progress, send } from './send';

const MOST_BYTES = 64 * 1024 * 1024;
const SAMPLE = 5;
type Loaded = { name: string; header: string[]; rows: string[][] };

export default function Imports() {
  const t = useT();
  const may = useMay();
  const kinds = KINDS.filter((one) => one === 'messages' || may('billing'));
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'messages');
  const [file, setFile] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const take = async (chosen: File | undefined) => {
    setProblem(null);
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) return setProblem(t('imports:too_big'));
    const [header, ...rows] = parseCsv(decode(await chosen.arrayBuffer()));
    if (!header || rows.length === 0) return setProblem(t('imports:no_rows'));
    setFile({ name: chosen.name, header, rows });
  };
  return (
    <Page title={t('menu:imports')}>
      <div className="flex max-w-[1000px] flex-col gap-4">
        {!file && (
          <>
            <Panel className="p-5">
              <Radios
                label={t('imports:kind')}
                value={kind}
                onChange={setKind}
                options={kinds.map((value) => ({
                  value,
                  label: t(`imports:kind.${value}`),
                  hint: t(`imports:kind_more.${value}`),
                }))}
              />
            </Panel>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same */}
            <div
              className="flex flex-col items-center gap-3 rounded-lg border border-dashed border-line2 bg-surface px-5 py-12 text-center"
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                void take(event.dataTransfer.files[0]);
              }}
            >
              <FileUp aria-hidden className="size-6 text-ink3" />
              <p className="text-ink2">{t('imports:drop')}</p>
              <Button kind="primary" onClick={() => input.current?.click()}>
                {t('imports:choose')}
              </Button>
              <input
                ref={input}
                type="file"
                accept=".csv,.txt,text/csv"
                aria-label={t('imports:choose')}
                className="sr-only"
                tabIndex={-1}
                onChange={(event) => void take(event.target.files?.[0])}
              />
              {problem && (
                <p role="alert" className="font-medium text-bad">
                  {problem}
                </p>
              )}
            </div>
          </>
        )}
        {file && <Job kind={kind} file={file} onLeave={() => setFile(null)} />}
      </div>
    </Page>
  );
}

function Job({ kind, file, onLeave }: { kind: Kind; file: Loaded; onLeave: () => void }) {
  const t = useT();
  const format = useFormat();
  const gateways = useNouns('gateways', kind === 'messages');
  const templates = useNouns('templates', kind === 'messages');
  const [mapping, setMapping] = useState<Mapping>(() => guess(kind, file.header));
  const [source, setSource] = useState('arquivo');
  const [gatewayId, setGatewayId] = useState<string | null>(null);
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [batchRef] = useState(
    () => `import-${new Date(serverNow()).toISOString().slice(0, 19).replace(/\D/g, '')}-${file.rows.length}`,
  );
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopper = useRef(new AbortController());
  const target: Target = {
    source: source.trim(),
    batchRef,
    gatewayId: gatewayId ? Number(gatewayId) : undefined,
    templateId: templateId ? Number(templateId) : undefined,
  };
  const made = file.rows.map((row) => rowOf(kind, row, mapping, file.header, target));
  const good = made.filter((one) => 'item' in one).length;
  const missing = FIELDS[kind].filter((field) => field.needed && mapping[field.name] === undefined);
  const ready =
    missing.length === 0 && good > 0 && source.trim() !== '' && (kind !== 'messages' || (gatewayId && templateId));
  const run = useChange(
    async () => {
      stopper.current = new AbortController();
      return { data: await send(kind, target, made, setProgress, stopper.current.signal) };
    },
    (result) => toast(t('imports:done', { count: result.added + result.changed })),
  );
  const download = () => {
    const reasons = new Map((progress?.refused ?? []).map((one) => [one.row, one]));
    const rows = [...reasons].map(([row, one]) => [
      ...(file.rows[row] ?? []),
      t.maybe(`problem:${one.reason}`, { pointer: one.pointer, expected: '' }) ?? one.reason,
      one.pointer,
    ]);
    const text = writeCsv([[...file.header, t('imports:reason'), t('imports:column')], ...rows]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    link.download = `${t('imports:refused_file')}-${file.name.replace(/\.\w+$/, '')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  if (progress || run.isPending) {
    const over = !run.isPending;
    const now = progress ?? { done: 0, total: made.length, added: 0, changed: 0, same: 0, refused: [] };
    return (
      <Panel title={file.name} className="pb-5">
        <div className="flex flex-col gap-3 px-5" aria-live="polite">
          <progress
            aria-label={t('imports:importing')}
            max={now.total}
            value={now.done}
            className="tray-progress h-2 w-full"
          />
          <p>{t('imports:progress', { done: now.done, total: now.total })}</p>
          <p className="text-ink2">
            {[
              t('imports:added', { count: now.added }),
              t('imports:changed', { count: now.changed }),
              t('imports:same', { count: now.same }),
              t('imports:refused', { count: now.refused.length }),
            ].join(' · ')}
          </p>
          {run.error && <ErrorBox error={run.error} onRetry={() => run.mutate()} />}
          <div className="flex flex-wrap gap-2">
            {!over && <Button onClick={() => stopper.current.abort()}>{t('ui:stop')}</Button>}
            {over && now.refused.length > 0 && (
              <Button onClick={download}>
                <Download aria-hidden />
                {t('imports:download')}
              </Button>
            )}
            {over && kind === 'messages' && now.added > 0 && (
              <>
                <Link {...queueLink({ batch_ref: batchRef })} className={buttonClass()}>
                  {t('ui:open_queue')}
                </Link>
                <UndoImport batchRef={batchRef} />
              </>
            )}
            {over && (
              <Button kind="primary" onClick={onLeave}>
                {t('imports:another')}
              </Button>
            )}
          </div>
        </div>
      </Panel>
    );
  }
  return (
    <>
      <Panel title={t('imports:columns')} aside={t('imports:rows', { count: file.rows.length })}>
        <div className="grid gap-4 px-5 pb-5 sm:grid-cols-2 lg:grid-cols-3">
          {FIELDS[kind].map(({ name, needed }) => (
            <Field
              key={name}
              label={needed ? t(`imports:field.${name}`) : `${t(`imports:field.${name}`)} (${t('ui:optional')})`}
              error={needed && mapping[name] === undefined ? t('imports:needed') : undefined}
            >
              <Select
                value={mapping[name] === undefined ? 'none' : String(mapping[name])}
                onChange={(value) => setMapping({ ...mapping, [name]: value === 'none' ? undefined : Number(value) })}
                options={[
                  { value: 'none', label: '—' },
                  ...file.header.map((heading, at) => ({ value: String(at), label: heading || `#${at + 1}` })),
                ]}
              />
            </Field>
          ))}
          <Field label={t('imports:source')} hint={t('imports:source_hint')}>
            <TextInput value={source} onValueChange={setSource} required />
          </Field>
          {kind === 'messages' && (
            <>
              <Field label={t('imports:gateway')}>
                <Select
                  value={gatewayId}
                  onChange={setGatewayId}
                  placeholder={t('ui:choose')}
                  options={(gateways.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
                />
              </Field>
              <Field label={t('imports:template')}>
                <Select
                  value={templateId}
                  onChange={setTemplateId}
                  placeholder={t('ui:choose')}
                  options={(templates.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
                />
              </Field>
            </>
          )}
        </div>
      </Panel>
      <Panel title={t('imports:sample')}>
        <Table label={t('imports:sample')} across>
          <thead>
            <tr>
              {file.header.map((heading, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <Th key={at}>{heading}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.rows.slice(0, SAMPLE).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <Tr key={at}>
                {file.header.map((_, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <Td key={column}>{row[column]}</Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      </Panel>
      <Note tone={good === made.length ? 'ok' : 'warn'}>
        {t('imports:check', { good: format.integer(good), bad: format.integer(made.length - good) })}
      </Note>
      <div className="flex gap-2">
        <Button onClick={onLeave}>{t('ui:back')}</Button>
        <Button kind="primary" disabled={!ready} onClick={() => run.mutate()}>
          {t(`imports:confirm.${kind}`, { count: good })}
        </Button>
      </div>
    </>
  );
}

/** Cancels what the file put in the queue and has not left. */
function UndoImport({ batchRef }: { batchRef: string }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const undo = useChange(
    (reason: string) =>
      api.POST('/api/v1/messages/bulk', { body: { action: 'cancel', filter: { batch_ref: batchRef }, reason } }),
    () => {
      setOpen(false);
      toast(t('imports:undone'));
    },
  );
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>
        {t('imports:undo')}
      </Button>
      {open && (
        <ReasonDialog
          open
          onClose={() => setOpen(false)}
          title={t('imports:undo_title')}
          description={t('imports:undo_what')}
          submit={t('imports:undo')}
          kind="danger-solid"
          busy={undo.isPending}
          error={undo.error}
          onSubmit={(reason) => undo.mutate(reason)}
        />
      )}
    </>
  );
}
