import { useInfiniteQuery } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';

/** Who did what, newest first. Nothing here can be changed. */
export default function Audit() {
  const t = useT();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/audit'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/audit', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('audit:title')}>
      <Panel>
        {list.error && <ErrorBox what={t('audit:what')} error={list.error} onRetry={() => list.refetch()} />}
        {list.isPending && <SkeletonRows />}
        {list.data && rows.length === 0 && <Empty title={t('audit:empty')} />}
        {rows.length > 0 && (
          <Table label={t('audit:title')}>
            <thead>
              <tr>
                <Th>{t('audit:when')}</Th>
                <Th>{t('audit:who')}</Th>
                <Th>{t('audit:target')}</Th>
                <Th>{t('audit:action')}</Th>
                <Th>{t('audit:why')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Tr key={row.id}>
                  <Td className="whitespace-nowrap">{format.second(row.at)}</Td>
                  <Td>{row.actor}</Td>
                  <Td>
                    {row.noun} {row.noun_id}
                  </Td>
                  <Td>{row.action}</Td>
                  <Td>{row.reason}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
        {list.hasNextPage && (
          <div className="p-3 text-center">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {t('ui:load_more')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}
