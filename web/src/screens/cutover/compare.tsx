// Shadow mode: what the ladders here decided beside what IXC sent, from a CSV of its grid or from the recorded calls.

import { useRef, useState } from 'react';
import { api } from '~/api/client';
import { useChange, useNouns } from '~/api/nouns';
import type { components } from '~/api/schema';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { DateInput } from '~/ui/date-input';
import { Field, TextInput } from '~/ui/field';
import { useRefused } from '~/ui/form-dialog';
import { Panel } from '~/ui/panel';
import { Select } from '~/ui/select';
import { ErrorBox } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';

type Comparison = components['schemas']['ShadowComparison'];
const DAY_MS = 86_400_000;
const GRID = 'csv';

export function Compare() {
  const t = useT();
  const format = useFormat();
  const gateways = useNouns('gateways');
  const file = useRef<HTMLInputElement>(null);
  const day = (before: number) =>
    new Intl.DateTimeFormat('sv', { timeZone: format.timeZone }).format(serverNow() - before * DAY_MS);
  const [from, setFrom] = useState(() => day(7));
  const [to, setTo] = useState(() => day(1));
  const [of, setOf] = useState(GRID);
  const [source, setSource] = useState('ixc');
  const [csv, setCsv] = useState<{ name: string; text: string } | null>(null);
  const compare = useChange<void, Comparison>(() =>
    api.POST('/api/v1/cutover/compare', {
      body:
        of === GRID
          ? { from, to, csv: csv?.text ?? '', ...(source.trim() ? { source: source.trim() } : {}) }
          : { from, to, gateway_id: Number(of) },
    }),
  );
  const refused = useRefused(compare.error);
  return (
    <Panel title={t('cutover:compare')}>
      <form
        className="flex flex-col gap-3 px-5 pt-1 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          compare.mutate();
        }}
      >
        <p className="text-ink2">{t('cutover:compare_what')}</p>
        <div className="flex flex-wrap items-end gap-3">
          <Field label={t('cutover:from')} error={refused('from')} className="w-40">
            <DateInput value={from} onValueChange={setFrom} required />
          </Field>
          <Field label={t('cutover:to')} error={refused('to')} className="w-40">
            <DateInput value={to} onValueChange={setTo} required />
          </Field>
          <Field label={t('cutover:of')} className="w-64">
            <Select
              value={of}
              onChange={setOf}
              options={[
                { value: GRID, label: t('cutover:of_grid') },
                ...(gateways.data ?? [])
                  .filter((one) => one.kind === 'opa_suite')
                  .map((one) => ({ value: String(one.id), label: t('cutover:of_recorded', { name: one.name }) })),
              ]}
            />
          </Field>
          {of === GRID && (
            <Field label={t('cutover:source')} className="w-40">
              <TextInput value={source} onValueChange={setSource} />
            </Field>
          )}
          {of === GRID && (
            <>
              <Button size="lg" onClick={() => file.current?.click()}>
                {csv ? csv.name : t('cutover:file')}
              </Button>
              <input
                ref={file}
                type="file"
                accept=".csv,.txt,text/csv"
                aria-label={t('cutover:file')}
                className="sr-only"
                tabIndex={-1}
                onChange={async (event) => {
                  const chosen = event.target.files?.[0];
                  if (chosen) setCsv({ name: chosen.name, text: decoded(await chosen.arrayBuffer()) });
                }}
              />
            </>
          )}
          <Button kind="primary" size="lg" type="submit" busy={compare.isPending} disabled={of === GRID && !csv}>
            {t('cutover:do_compare')}
          </Button>
        </div>
        {compare.error && <ErrorBox error={compare.error} />}
        {compare.data && <Result result={compare.data} />}
      </form>
    </Panel>
  );
}

/** Spreadsheets in Brazil still write Windows-1252. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function Result({ result }: { result: Comparison }) {
  const t = useT();
  const format = useFormat();
  const word = (reason: string) => t.maybe(`cutover:why.${reason}`) ?? t.maybe(`message:move.${reason}`) ?? reason;
  const shares = [
    [t('cutover:both', { count: result.both }), {}],
    [t('cutover:only_here', { count: result.only_here }), result.why_only_here],
    [t('cutover:only_there', { count: result.only_there }), result.why_only_there],
  ] as const;
  return (
    <section aria-label={t('cutover:result')} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        {shares.map(([title, why]) => (
          <div key={title}>
            <p className="text-[16px] font-semibold">{title}</p>
            <ul>
              {Object.entries(why)
                .sort((a, b) => b[1] - a[1])
                .map(([reason, n]) => (
                  <li key={reason} className="text-ink2">
                    {format.integer(n)} · {word(reason)}
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
      {(result.ignored > 0 || result.unread > 0) && (
        <p className="text-ink3">{t('cutover:aside', { ignored: result.ignored, unread: result.unread })}</p>
      )}
      {result.differences.length > 0 && (
        <Table label={t('cutover:differences')}>
          <thead>
            <tr>
              <Th>{t('cutover:day')}</Th>
              <Th>{t('cutover:customer')}</Th>
              <Th>{t('cutover:who')}</Th>
              <Th>{t('ui:reason')}</Th>
            </tr>
          </thead>
          <tbody>
            {result.differences.map((one) => (
              <Tr key={`${one.only} ${one.day} ${one.name} ${one.message_id ?? ''}`}>
                <Td>{one.day.split('-').reverse().join('/')}</Td>
                <Td>{one.name}</Td>
                <Td>{t(`cutover:only.${one.only}`)}</Td>
                <Td>{word(one.reason)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
