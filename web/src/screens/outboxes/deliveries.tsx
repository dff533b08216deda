// What an outbox was told, try by try, newest first.

import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, body } from '~/api/client';
import type { components } from '~/api/schema';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import type { Outbox } from './outboxes';
import { codeWords } from './words';

type Delivery = components['schemas']['OutboxDelivery'];
const PAGE = 50;
const TONES: Record<Delivery['fate'], string> = {
  delivered: 'text-ok',
  retry: 'text-warn',
  passed_over: 'text-bad',
  disabled: 'text-bad',
};

export function Deliveries({ outbox }: { outbox: Outbox }) {
  const t = useT();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/outboxes', outbox.id, 'deliveries'],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/outboxes/{id}/deliveries', {
          params: { path: { id: outbox.id }, query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: 10_000,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="mt-4 -mx-5 -mb-4 border-t border-line" aria-label={t('outboxes:deliveries')}>
      {list.error && <ErrorBox className="m-4" error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <SkeletonRows rows={3} />}
      {list.data && rows.length === 0 && <p className="px-5 py-4 text-ink3">{t('outboxes:no_deliveries')}</p>}
      {rows.length > 0 && (
        <Table label={t('outboxes:deliveries')}>
          <thead>
            <tr>
              <Th className="pl-5">{t('outboxes:when')}</Th>
              <Th>{t('outboxes:message')}</Th>
              <Th>{t('outboxes:fate')}</Th>
              <Th>{t('outboxes:answer')}</Th>
              <Th className="text-right">{t('outboxes:attempt')}</Th>
              <Th className="pr-5 text-right">{t('outboxes:took')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
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
    </section>
  );
}

function Row({ row }: { row: Delivery }) {
  const t = useT();
  const format = useFormat();
  const answer = [row.status !== null && `HTTP ${row.status}`, row.code && codeWords(t, row.code)].filter(Boolean);
  return (
    <Tr>
      <Td className="pl-5 whitespace-nowrap">{format.second(row.at)}</Td>
      <Td>
        <Link to="/fila" search={{ m: String(row.message_id) } as never} className="hover:underline">
          {row.message_id}
        </Link>
      </Td>
      <Td className={TONES[row.fate]}>{t(`outboxes:fate.${row.fate}`)}</Td>
      <Td className="text-ink2">{answer.length > 0 ? answer.join(' · ') : '—'}</Td>
      <Td className="text-right">{format.integer(row.attempt)}</Td>
      <Td className="pr-5 text-right whitespace-nowrap">{format.integer(row.duration_ms)} ms</Td>
    </Tr>
  );
}
