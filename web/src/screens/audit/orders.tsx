import { useInfiniteQuery } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { skippedWords } from '../queue/operations';

/** Orders over messages: who, what, how many it reached, and why. */
export function Orders() {
  const t = useT();
  const format = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/operations'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/operations', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel>
      {list.error && (
        <ErrorBox className="m-3" what={t('audit:what')} error={list.error} onRetry={() => list.refetch()} />
      )}
      {list.isPending && <SkeletonRows />}
      {list.data && rows.length === 0 && <Empty title={t('audit:no_orders')} />}
      {rows.length > 0 && (
        <Table label={t('audit:book.orders')}>
          <thead>
            <tr>
              <Th className="w-36">{t('audit:when')}</Th>
              <Th className="w-56">{t('audit:who')}</Th>
              <Th>{t('audit:action')}</Th>
              <Th>{t('audit:result')}</Th>
              <Th>{t('audit:why')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const rest = [
                row.too_late > 0 && t('queue:too_late_n', { count: row.too_late }),
                row.uncertain > 0 && t('queue:uncertain_n', { count: row.uncertain }),
                Object.keys(row.skipped).length > 0 && skippedWords(row.skipped),
              ].filter(Boolean);
              return (
                <Tr key={row.id}>
                  <Td className="whitespace-nowrap">
                    <time dateTime={row.created_at} data-tip={format.full(row.created_at)}>
                      {format.second(row.created_at)}
                    </time>
                  </Td>
                  <Td className="font-medium">{t.maybe(`audit:actor.${row.actor}`) ?? row.actor}</Td>
                  <Td>{t.maybe(`audit:order.${row.action}`, { count: row.changed }) ?? row.action}</Td>
                  <Td className="text-ink2">
                    {t(`audit:status.${row.status}`)}
                    {rest.length > 0 && ` · ${rest.join(' · ')}`}
                  </Td>
                  <Td className="text-ink2">{row.reason ?? '—'}</Td>
                </Tr>
              );
            })}
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
  );
}
