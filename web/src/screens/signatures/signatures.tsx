// Documents that customers are asked to sign: where each stands, what signers are sent, and the way to stop it.

import { useInfiniteQuery } from '@tanstack/react-query';
import { Ban, CheckCheck, CircleX, Clock, Hourglass, Plus } from 'lucide-react';
import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import { type Nouns, useNouns } from '~/api/nouns';
import type { components } from '~/api/schema';
import { useMay } from '~/app/session';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Copy } from '~/ui/copy';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Page, Panel } from '~/ui/panel';
import { Pill } from '~/ui/status';
import { Td, Tr } from '~/ui/table';
import { TAB, TAB_LIST } from '~/ui/tabs';
import { DocumentDialog } from './document';
import { FlowForm } from './flow-form';
import { Flows } from './flows';

export type Document = components['schemas']['Document'];
export type DocumentStatus = Document['status'];
export type Flow = Nouns['signature-flows'];

const STATUSES = ['pending', 'signed', 'refused', 'expired', 'cancelled'] as const;
/** Sources whose webhooks have an address here. */
const PROVIDERS = new Set(['zapsign', 'clicksign', 'd4sign', 'autentique']);
const ROWS = 50;

export default function Signatures() {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const [status, setStatus] = useState<DocumentStatus | 'all'>('pending');
  const [shown, setShown] = useState<number | null>(null);
  const [form, setForm] = useState<Flow | 'new' | null>(null);
  const [removing, setRemoving] = useState<Flow | null>(null);
  const counts = $api.useQuery('get', '/api/v1/documents/counts');
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/documents', status],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/documents', {
          params: { query: { status: status === 'all' ? undefined : status, limit: ROWS, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={t('menu:signatures')}
      sub={t('signatures:sub')}
      actions={
        may('billing') && (
          <Button kind="primary" onClick={() => setForm('new')}>
            <Plus aria-hidden />
            {t('signatures:flow_new')}
          </Button>
        )
      }
    >
      <nav aria-label={t('signatures:status')} className={`${TAB_LIST} mb-3`}>
        {(['all', ...STATUSES] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-current={status === one ? 'page' : undefined}
            className={TAB}
            onClick={() => setStatus(one)}
          >
            {t(`signatures:status.${one}`)}
            {one !== 'all' && counts.data && <span className="text-ink3">{format.integer(counts.data[one])}</span>}
          </button>
        ))}
      </nav>
      <Listing
        label={t('menu:signatures')}
        what={t('signatures:what')}
        query={list}
        rows={rows}
        head={[
          t('signatures:document'),
          t('signatures:source'),
          t('signatures:signers'),
          t('signatures:state'),
          t('signatures:updated'),
        ]}
        empty={{ title: t('signatures:empty'), more: t('signatures:empty_more') }}
      >
        {(document) => (
          <Tr key={document.id}>
            <Td className="pl-5 font-medium">{document.name ?? document.external_id}</Td>
            <Td>{document.source}</Td>
            <Td>
              {document.signers.length === 0
                ? '—'
                : document.signers.map((one) => one.name ?? one.email ?? one.key).join(', ')}
            </Td>
            <Td>
              <StatusPill status={document.status} />
            </Td>
            <Td>{format.minute(document.updated_at)}</Td>
            <Td className="pr-5 text-right">
              <Button size="sm" onClick={() => setShown(document.id)}>
                {t('signatures:look')}
              </Button>
            </Td>
          </Tr>
        )}
      </Listing>
      {list.hasNextPage && (
        <Button className="mt-3" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t('signatures:more')}
        </Button>
      )}
      <Flows onEdit={setForm} onRemove={setRemoving} />
      <Hooks />
      {shown !== null && <DocumentDialog id={shown} onClose={() => setShown(null)} />}
      {form && <FlowForm flow={form === 'new' ? undefined : form} onClose={() => setForm(null)} />}
      {removing && (
        <RemoveDialog
          noun="signature-flows"
          id={removing.id}
          name={removing.name}
          what={t('signatures:flow_remove_what')}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

const LOOKS = {
  pending: { tone: 'accent', icon: Clock },
  signed: { tone: 'ok', icon: CheckCheck },
  refused: { tone: 'bad', icon: CircleX },
  expired: { tone: 'warn', icon: Hourglass },
  cancelled: { tone: 'grey', icon: Ban },
} as const;

export function StatusPill({ status }: { status: DocumentStatus }) {
  const t = useT();
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`signatures:status.${status}`)}
    </Pill>
  );
}

/** Where each provider's webhooks are to be sent. */
function Hooks() {
  const t = useT();
  const sources = useNouns('sources');
  const providers = sources.data?.filter((source) => PROVIDERS.has(source.kind)) ?? [];
  if (providers.length === 0) return null;
  return (
    <Panel title={t('signatures:hooks')} className="mt-4 pb-3">
      <p className="px-5 pt-1 text-ink3">{t('signatures:hooks_what')}</p>
      <ul className="px-5 pt-2">
        {providers.map((source) => {
          const tokened = 'token' in (source.settings ?? {});
          const address = `${location.origin}/hooks/sources/${source.id}${tokened ? `/${t('signatures:hook_token')}` : ''}`;
          return (
            <li key={source.id} className="flex flex-wrap items-center gap-x-3 py-1">
              <span className="w-40 font-medium">{source.name}</span>
              <code className="min-w-0 break-all text-[12px]">{address}</code>
              <Copy text={address} label={t('signatures:hook_copy', { name: source.name })} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
