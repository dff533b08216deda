import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api, body } from '~/api/client';
import { useParam } from '~/app/selected';
import { useT } from '~/i18n';
import { CONTROL } from '~/ui/field';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import { type Customer, CustomerDetail } from './detail';

const SHOWN = 50;

/** People by their number in the source, or by what their messages are found by; without words the first ones. */
async function find(text: string, signal: AbortSignal): Promise<Customer[]> {
  const list = (query: { external_id?: string; limit: number }) =>
    body(api.GET('/api/v1/customers', { params: { query }, signal }));
  if (!text) return (await list({ limit: SHOWN })).items;
  const [exact, messages] = await Promise.all([
    list({ external_id: text, limit: SHOWN }),
    text.length < 3
      ? undefined
      : body(api.GET('/api/v1/messages', { params: { query: { q: text, limit: 200 } }, signal })),
  ]);
  const ids = new Set((messages?.items ?? []).map((message) => message.customer.id));
  for (const { id } of exact.items) ids.delete(id);
  const others = await Promise.all(
    [...ids].slice(0, SHOWN).map((id) => body(api.GET('/api/v1/customers/{id}', { params: { path: { id } }, signal }))),
  );
  return [...exact.items, ...others];
}

export default function Customers() {
  const t = useT();
  const [id, setId] = useParam('id');
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ['get', '/api/v1/customers', 'find', wanted],
    queryFn: ({ signal }) => find(wanted, signal),
    enabled: !id,
    placeholderData: (before) => before,
  });
  if (id) return <CustomerDetail id={Number(id)} onBack={() => setId(undefined)} />;
  return (
    <Page title={t('customers:title')}>
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
        {found.data?.length === 0 && (
          <Empty title={wanted ? t('ui:nothing_found') : t('customers:empty')}>
            {wanted ? t('customers:search_more') : t('customers:empty_more')}
          </Empty>
        )}
        {(found.data?.length ?? 0) > 0 && (
          <Table label={t('customers:title')}>
            <thead>
              <tr>
                <Th className="pl-5">{t('ui:name')}</Th>
                <Th>{t('customers:number')}</Th>
                <Th>{t('customers:contact')}</Th>
                <Th>{t('customers:state')}</Th>
                <Th>{t('customers:collection')}</Th>
              </tr>
            </thead>
            <tbody>
              {found.data?.map((customer) => (
                <Tr key={customer.id}>
                  <Td className="pl-5">
                    <button type="button" className="font-medium hover:underline" onClick={() => setId(customer.id)}>
                      {customer.name}
                    </button>
                  </Td>
                  <Td>
                    {customer.external_id} <span className="text-ink3">{customer.source}</span>
                  </Td>
                  <Td>{customer.phone_e164 ?? customer.phone ?? customer.email ?? '—'}</Td>
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
      <p className="mt-2 text-[12px] text-ink3">{t('customers:first', { n: SHOWN })}</p>
    </Page>
  );
}
