// Importações: a file is uploaded, looked at and taken in; below, those that came before.

import { useInfiniteQuery } from '@tanstack/react-query';
import { $api, api, body } from '~/api/client';
import { useParam } from '~/app/selected';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Listing } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { Td, Tr } from '~/ui/table';
import { Draft } from './draft';
import { atWork } from './fields';
import { Progress } from './progress';
import { ImportState } from './state';
import { Upload } from './upload';

const PAGE = 20;
const LOOK_MS = 3000;

export default function Imports() {
  const t = useT();
  const [id, setId] = useParam('id');
  return (
    <Page title={t('menu:imports')}>
      <div className="flex max-w-[1000px] flex-col gap-4">
        {id ? (
          <One key={id} id={Number(id)} onLeave={() => setId(undefined)} />
        ) : (
          <>
            <Upload onKept={setId} />
            <Before onOpen={setId} />
          </>
        )}
      </div>
    </Page>
  );
}

function One({ id, onLeave }: { id: number; onLeave: () => void }) {
  const t = useT();
  const one = $api.useQuery(
    'get',
    '/api/v1/imports/{id}',
    { params: { path: { id } } },
    // It tells of itself; where another node works on it, or the stream is cut, it is looked at.
    { refetchInterval: ({ state }) => (state.data && atWork(state.data.status) ? LOOK_MS : false) },
  );
  if (!one.data) {
    if (!one.error) return <SkeletonRows rows={6} />;
    return <ErrorBox what={t('imports:what')} error={one.error} onRetry={() => one.refetch()} />;
  }
  return one.data.status === 'draft' ? (
    <Draft draft={one.data} onLeave={onLeave} />
  ) : (
    <Progress one={one.data} onLeave={onLeave} />
  );
}

function Before({ onOpen }: { onOpen: (id: number) => void }) {
  const t = useT();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/imports', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/imports', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Listing
        label={t('imports:before')}
        what={t('imports:what')}
        query={list}
        rows={rows}
        head={[t('imports:file'), t('imports:kind'), t('imports:state'), t('imports:row_count'), t('imports:when')]}
        empty={{ title: t('imports:empty') }}
      >
        {(one) => (
          <Tr key={one.id}>
            <Td className="pl-5">
              <button type="button" className="text-left font-medium text-accent" onClick={() => onOpen(one.id)}>
                {one.name}
              </button>
            </Td>
            <Td>{t(`imports:kind.${one.kind}`)}</Td>
            <Td>
              <ImportState status={one.status} />
            </Td>
            <Td>{format.integer(one.rows)}</Td>
            <Td>{format.minute(one.started_at ?? one.created_at)}</Td>
            <Td />
          </Tr>
        )}
      </Listing>
      {list.hasNextPage && (
        <div className="flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t('imports:more')}
          </Button>
        </div>
      )}
    </>
  );
}
