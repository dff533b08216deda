// The proof: what each customer was told, when and by which channel; one can be printed, all are a CSV.

import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import { describeProblem } from '~/api/problem';
import { toast } from '~/app/tray';
import { type Format, useFormat } from '~/format';
import { type Translate, useT } from '~/i18n';
import { writeCsv } from '~/screens/imports/csv';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Facts, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Status } from '~/ui/status';
import { Table, Td, Th, Tr } from '~/ui/table';
import type { NoticeView, Proof } from './draft';

const PAGE = 25;
/** Customers read at once for the file. */
const FILE_PAGE = 500;

export function ProofPanel({ notice }: { notice: NoticeView }) {
  const t = useT();
  const format = useFormat();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [shown, setShown] = useState<Proof | null>(null);
  const [writing, setWriting] = useState(false);
  const cursor = cursors.at(-1);
  const page = $api.useQuery('get', '/api/v1/notices/{id}/proof', {
    params: { path: { id: notice.id }, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } },
  });
  const download = async () => {
    setWriting(true);
    try {
      save(await wholeFile(notice, t, format), `${t('notices:proof_file')}-${notice.id}.csv`);
    } catch (error) {
      toast(describeProblem(error, t).sentence);
    }
    setWriting(false);
  };
  const rows = page.data?.items;
  return (
    <Panel
      title={t('notices:proof')}
      aside={
        <Button size="sm" busy={writing} onClick={() => void download()}>
          {t('notices:proof_csv')}
        </Button>
      }
    >
      {page.error && <ErrorBox what={t('notices:proof')} error={page.error} onRetry={() => page.refetch()} />}
      {page.isPending && <SkeletonRows rows={3} />}
      {rows?.length === 0 && <Empty title={t('notices:proof_empty')} />}
      {rows && rows.length > 0 && (
        <Table label={t('notices:proof')}>
          <thead>
            <tr>
              <Th className="pl-5">{t('notices:customer')}</Th>
              <Th>{t('notices:state')}</Th>
              <Th>{t('notices:sent_at')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <Tr key={one.customer_id}>
                <Td className="pl-5">
                  <button type="button" className="text-left font-medium text-accent" onClick={() => setShown(one)}>
                    {one.name}
                  </button>
                </Td>
                <Td>
                  {one.message ? (
                    <Status status={one.message.status} />
                  ) : (
                    (one.reason && (t.maybe(`notices:reason.${one.reason}`) ?? one.reason)) || t('notices:text_gone')
                  )}
                </Td>
                <Td>{one.message?.sent_at ? format.full(one.message.sent_at) : '—'}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {(cursors.length > 0 || page.data?.next_cursor) && (
        <div className="flex justify-end gap-2 px-5 py-3">
          <Button size="sm" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            {t('notices:previous')}
          </Button>
          <Button
            size="sm"
            disabled={!page.data?.next_cursor}
            onClick={() => page.data?.next_cursor && setCursors([...cursors, page.data.next_cursor])}
          >
            {t('notices:next')}
          </Button>
        </div>
      )}
      {shown && <OneProof notice={notice} proof={shown} onClose={() => setShown(null)} />}
    </Panel>
  );
}

/** One customer's proof, as it is printed. */
function OneProof({ notice, proof, onClose }: { notice: NoticeView; proof: Proof; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const { message } = proof;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('notices:proof_of', { name: proof.name })}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:close')}</Button>
          <Button kind="primary" onClick={() => window.print()}>
            {t('notices:print')}
          </Button>
        </>
      }
    >
      <Facts
        items={[
          { name: t('notices:one'), value: `${notice.name} (${notice.id})` },
          { name: t('notices:customer'), value: `${proof.name} (${proof.source}:${proof.external_id})` },
          ...(message
            ? [
                { name: t('notices:channel'), value: message.channel?.name ?? '—' },
                { name: t('notices:address'), value: message.address },
                { name: t('notices:state'), value: t(`status:${message.status}`) },
                { name: t('notices:included_at'), value: format.full(message.included_at) },
                { name: t('notices:sent_at'), value: message.sent_at ? format.full(message.sent_at) : '—' },
                { name: t('notices:delivered'), value: t(message.delivered ? 'ui:yes' : 'ui:no') },
                { name: t('notices:read'), value: t(message.read ? 'ui:yes' : 'ui:no') },
              ]
            : [
                {
                  name: t('notices:left_out_title'),
                  value: (proof.reason && (t.maybe(`notices:reason.${proof.reason}`) ?? proof.reason)) || '—',
                },
              ]),
          ...(proof.content_sha256
            ? [{ name: 'SHA-256', value: <code className="text-[11px] break-all">{proof.content_sha256}</code> }]
            : []),
        ]}
      />
      {message && (
        <p className="mt-3 rounded-md border border-line bg-sunken px-3 py-2 break-words whitespace-pre-wrap">
          {message.text}
        </p>
      )}
    </Dialog>
  );
}

async function wholeFile(notice: NoticeView, t: Translate, format: Format): Promise<string> {
  const when = (at: string | null | undefined) => (at ? format.full(at) : '');
  const rows: string[][] = [
    [
      t('notices:customer'),
      t('ui:name'),
      t('notices:state'),
      t('notices:channel'),
      t('notices:address'),
      t('notices:included_at'),
      t('notices:sent_at'),
      t('notices:delivered'),
      t('notices:read'),
      'SHA-256',
      t('notices:text'),
    ],
  ];
  let cursor: string | undefined;
  do {
    const query = { limit: FILE_PAGE, ...(cursor ? { cursor } : {}) };
    const page = await body(api.GET('/api/v1/notices/{id}/proof', { params: { path: { id: notice.id }, query } }));
    for (const { message, ...one } of page.items) {
      const state = message
        ? t(`status:${message.status}`)
        : (one.reason && (t.maybe(`notices:reason.${one.reason}`) ?? one.reason)) || t('notices:text_gone');
      rows.push([
        `${one.source}:${one.external_id}`,
        one.name,
        state,
        message?.channel?.name ?? '',
        message?.address ?? '',
        when(message?.included_at),
        when(message?.sent_at),
        message ? t(message.delivered ? 'ui:yes' : 'ui:no') : '',
        message ? t(message.read ? 'ui:yes' : 'ui:no') : '',
        one.content_sha256 ?? '',
        message?.text ?? '',
      ]);
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return writeCsv(rows);
}

function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
