// "Respostas": what customers wrote or pressed, newest first, and what it asked for.

import { useInfiniteQuery } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import { useNames } from '~/api/nouns';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';

export default function Inbound() {
  const t = useT();
  const format = useFormat();
  const gateway = useNames('gateways');
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/inbound'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(api.GET('/api/v1/inbound', { params: { query: { limit: 100, cursor: pageParam } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('menu:inbound')}>
      <Panel>
        {list.error && (
          <ErrorBox className="m-3" what={t('inbound:what')} error={list.error} onRetry={() => list.refetch()} />
        )}
        {list.isPending && <SkeletonRows />}
        {list.data && rows.length === 0 && <Empty title={t('inbound:empty')}>{t('inbound:empty_more')}</Empty>}
        {rows.length > 0 && (
          <Table label={t('menu:inbound')}>
            <thead>
              <tr>
                <Th className="w-36 pl-5">{t('inbound:when')}</Th>
                <Th className="w-56">{t('inbound:who')}</Th>
                <Th>{t('inbound:said')}</Th>
                <Th className="w-52">{t('inbound:wish')}</Th>
                <Th className="w-44">{t('inbound:gateway')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((said) => (
                <Tr key={said.id}>
                  <Td className="whitespace-nowrap pl-5">
                    <time dateTime={said.at} data-tip={format.full(said.at)}>
                      {format.minute(said.at)}
                    </time>
                  </Td>
                  <Td>
                    <p className="font-medium">{said.name ?? said.address}</p>
                    {said.name && <p className="text-ink3">{said.address}</p>}
                  </Td>
                  <Td className="whitespace-pre-wrap break-words">{said.text}</Td>
                  <Td className="text-ink2">{said.wish ? t(`inbound:wish.${said.wish}`) : '—'}</Td>
                  <Td className="text-ink2">{gateway(said.gateway_id)}</Td>
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
