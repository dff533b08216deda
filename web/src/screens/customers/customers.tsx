import { useInfiniteQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api, body } from '~/api/client';
import { useParam } from '~/app/selected';
import { useT } from '~/i18n';
import { phone } from '~/screens/message/phone';
import { Button } from '~/ui/button';
import { CONTROL } from '~/ui/field';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { CustomerDetail } from './detail';

const SHOWN = 50;

export default function Customers() {
  const t = useT();
  const [id, setId] = useParam('id');
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useInfiniteQuery({
    queryKey: ['get', '/api/v1/customers', 'find', wanted],
    queryFn: ({ signal, pageParam: cursor }) => {
      const query = { limit: SHOWN, ...(wanted ? { q: wanted } : {}), ...(cursor ? { cursor } : {}) };
      return body(api.GET('/api/v1/customers', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled: !id,
    placeholderData: (before) => before,
  });
  const rows = found.data?.pages.flatMap((page) => page.items);
  if (id) return <CustomerDetail id={Number(id)} onBack={() => setId(undefined)} />;
  return (
    <Page title={t('menu:customers')}>
      <div className="relative mb-3 max-w-md">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink3" />
        <input
          type="search"
          aria-label={t('customers:search')}
          placeholder={t('customers:search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${CONTROL} h-8 pl-8`}
        />
      </div>
      <Panel>
        {found.error && <ErrorBox what={t('customers:what')} error={found.error} onRetry={() => found.refetch()} />}
        {found.isPending && <SkeletonRows />}
        {rows?.length === 0 && (
          <Empty title={wanted ? t('ui:nothing_found') : t('customers:empty')}>
            {wanted ? t('customers:search_more') : t('customers:empty_more')}
          </Empty>
        )}
        {rows && rows.length > 0 && (
          <Table label={t('menu:customers')}>
            <thead>
              <tr>
                <Th className="pl-5">{t('ui:name')}</Th>
                <Th>{t('customers:number')}</Th>
                <Th>{t('customers:document')}</Th>
                <Th>{t('customers:contact')}</Th>
                <Th>{t('customers:state')}</Th>
                <Th>{t('customers:collection')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((customer) => (
                <Tr key={customer.id}>
                  <Td className="pl-5">
                    <button
                      type="button"
                      className="text-left font-medium whitespace-nowrap hover:underline"
                      onClick={() => setId(customer.id)}
                    >
                      {customer.name}
                    </button>
                  </Td>
                  <Td className="whitespace-nowrap">
                    {customer.external_id} <span className="text-ink3">{customer.source}</span>
                  </Td>
                  <Td className="whitespace-nowrap text-ink2">{customer.document ?? '—'}</Td>
                  <Td className="whitespace-nowrap">
                    {customer.phone_e164 ? phone(customer.phone_e164) : (customer.phone ?? customer.email ?? '—')}
                  </Td>
                  <Td>{customer.state ?? '—'}</Td>
                  <Td>
                    {customer.collection?.allowed !== false ? (
                      t('customers:allowed')
                    ) : (
                      <span className="text-warn">{t('customers:not_allowed')}</span>
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {found.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t('ui:load_more')}
          </Button>
        </div>
      )}
    </Page>
  );
}
