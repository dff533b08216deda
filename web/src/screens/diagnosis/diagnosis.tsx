// Diagnóstico do cadastro: what in the records keeps messages from arriving, counted, and whom to mend. People are masked
// here; their page shows the rest.

import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, RefreshCw } from 'lucide-react';
import { $api, api, body } from '~/api/client';
import type { components } from '~/api/schema';
import { useParam } from '~/app/selected';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';

type Finding = components['schemas']['CustomerDiagnosis']['problems'][number];
type Problem = Finding['problem'];

export default function Diagnosis() {
  const t = useT();
  const format = useFormat();
  const [chosen, choose] = useParam('problema');
  const found = $api.useQuery('get', '/api/v1/diagnostics/customers', {}, { staleTime: 5 * 60_000 });
  const nameOf = (one: Finding) => t.maybe(`diagnosis:problem.${one.problem}`) ?? one.label;
  const there = found.data?.problems.filter((one) => one.count > 0) ?? [];
  const open = there.find((one) => one.problem === chosen) ?? there[0];
  return (
    <Page
      title={t('menu:diagnosis')}
      sub={found.data && t('diagnosis:seen', { at: format.time(found.data.at) })}
      actions={
        <Button busy={found.isFetching} onClick={() => found.refetch()}>
          <RefreshCw aria-hidden />
          {t('diagnosis:again')}
        </Button>
      }
    >
      {found.error && <ErrorBox what={t('diagnosis:what')} error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonRows rows={6} />}
      {found.data && (
        <p className="mb-4 text-[22px] leading-7 font-semibold tracking-[-0.015em]">
          {found.data.concerned === 0
            ? t('diagnosis:all_well', { count: found.data.customers })
            : t('diagnosis:concerned', {
                count: found.data.concerned,
                of: format.integer(found.data.customers),
                share: format.percent(found.data.concerned / Math.max(1, found.data.customers)),
              })}
        </p>
      )}
      {found.data?.customers === 0 && (
        <Panel>
          <Empty title={t('customers:empty')}>{t('customers:empty_more')}</Empty>
        </Panel>
      )}
      {found.data && found.data.customers > 0 && (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[340px_minmax(0,1fr)]">
          <Panel>
            <ul className="p-1.5">
              {found.data.problems.map((one) => (
                <li key={one.problem}>
                  <button
                    type="button"
                    disabled={one.count === 0}
                    aria-pressed={one.problem === open?.problem}
                    onClick={() => choose(one.problem)}
                    className="flex min-h-9 w-full items-center gap-3 rounded-md px-3 py-1.5 text-left enabled:hover:bg-sunken disabled:text-ink3 aria-pressed:bg-accent-soft aria-pressed:font-medium"
                  >
                    <span className="min-w-0 flex-1">{nameOf(one)}</span>
                    {one.count === 0 ? (
                      <CircleCheck role="img" aria-label={t('diagnosis:none')} className="size-4 text-ok" />
                    ) : (
                      <span className="font-semibold">{format.integer(one.count)}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          </Panel>
          {open && <Concerned key={open.problem} problem={open.problem} title={nameOf(open)} />}
        </div>
      )}
    </Page>
  );
}

function Concerned({ problem, title }: { problem: Problem; title: string }) {
  const t = useT();
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/diagnostics/customers/list', problem],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) =>
      body(
        api.GET('/api/v1/diagnostics/customers/list', {
          params: { query: { problem, limit: 50, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={title}>
      <p className="px-5 pb-3 text-ink2">{t(`diagnosis:advice.${problem}`)}</p>
      {list.error && <ErrorBox className="m-4" what={title} error={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <SkeletonRows rows={5} />}
      {rows.length > 0 && (
        <Table label={title}>
          <thead>
            <tr>
              <Th className="pl-5">{t('customers:customer')}</Th>
              <Th>{t('customers:number')}</Th>
              <Th>{t('customers:kind.phone')}</Th>
              <Th>{t('customers:document')}</Th>
              <Th>{t('customers:kind.email')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <Tr key={one.id}>
                <Td className="pl-5">
                  <Link
                    to="/clientes"
                    search={{ id: String(one.id) } as never}
                    className="font-medium whitespace-nowrap hover:underline"
                  >
                    {one.name}
                  </Link>
                </Td>
                <Td className="whitespace-nowrap">
                  {one.external_id} <span className="text-ink3">{one.source}</span>
                </Td>
                <Td className="whitespace-nowrap">{one.phone ?? '—'}</Td>
                <Td className="whitespace-nowrap">{one.document ?? '—'}</Td>
                <Td>{one.email ?? '—'}</Td>
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
  );
}
