// Comunicados: the list, one that is drawn up, and one that was sent.

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { $api, api, body } from '~/api/client';
import { useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Listing } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { Td, Tr } from '~/ui/table';
import { Compose } from './compose';
import { Sent } from './sent';
import { NoticeState } from './state';

const PAGE = 50;

export default function Notices() {
  const [id, setId] = useParam('id');
  if (id === 'novo') return <Compose onKept={setId} onLeave={() => setId(undefined)} />;
  if (id) return <One key={id} id={Number(id)} onLeave={() => setId(undefined)} onOpen={setId} />;
  return <All onOpen={setId} />;
}

function One({ id, onLeave, onOpen }: { id: number; onLeave: () => void; onOpen: (id: number) => void }) {
  const t = useT();
  const notice = $api.useQuery('get', '/api/v1/notices/{id}', { params: { path: { id } } });
  if (!notice.data) {
    return (
      <Page title={t('menu:notices')}>
        {notice.error ? (
          <ErrorBox what={t('notices:what')} error={notice.error} onRetry={() => notice.refetch()} />
        ) : (
          <SkeletonRows rows={6} />
        )}
      </Page>
    );
  }
  return notice.data.status === 'draft' ? (
    <Compose notice={notice.data} onKept={onOpen} onLeave={onLeave} />
  ) : (
    <Sent notice={notice.data} onLeave={onLeave} />
  );
}

function All({ onOpen }: { onOpen: (id: number | string) => void }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/notices', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/notices', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const begin = may('operate') && (
    <Button kind="primary" onClick={() => onOpen('novo')}>
      <Plus aria-hidden />
      {t('notices:new')}
    </Button>
  );
  return (
    <Page title={t('menu:notices')} sub={t('notices:sub')} actions={begin}>
      <Listing
        label={t('menu:notices')}
        what={t('notices:what')}
        query={list}
        rows={rows}
        head={[t('ui:name'), t('notices:state'), t('notices:customers'), t('notices:messages'), t('notices:when')]}
        empty={{ title: t('notices:empty'), more: t('notices:empty_more') }}
      >
        {(one) => (
          <Tr key={one.id}>
            <Td className="pl-5">
              <button type="button" className="text-left font-medium text-accent" onClick={() => onOpen(one.id)}>
                {one.name}
              </button>
            </Td>
            <Td>
              <NoticeState status={one.status} />
            </Td>
            <Td>{one.status === 'draft' ? '—' : format.integer(one.total)}</Td>
            <Td>{one.status === 'draft' ? '—' : format.integer(one.created)}</Td>
            <Td>{format.minute(one.started_at ?? one.created_at)}</Td>
          </Tr>
        )}
      </Listing>
      {list.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t('notices:more')}
          </Button>
        </div>
      )}
    </Page>
  );
}
