// "A conferir": what may or may not have left, with what is known of it, decided by a person one by one or many at once.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { api, body } from '~/api/client';
import { ChannelIcon } from '~/app/channel';
import { useLookups } from '~/app/lookups';
import { useMay } from '~/app/session';
import { serverNow, useFormat } from '~/format';
import { useT, withWords } from '~/i18n';
import { phone } from '~/screens/message/phone';
import type { Message } from '~/screens/queue/pages';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, Note, Skeleton, SkeletonRows } from '~/ui/states';

const ResolveDialog = lazy(withWords(['check', 'queue'], () => import('./resolve-dialog')));

const PAGE = 100;

export default function Check() {
  const t = useT();
  const may = useMay();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [deciding, setDeciding] = useState<readonly number[] | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['get', '/api/v1/messages', 'uncertain'],
    initialPageParam: undefined as string | undefined,
    refetchInterval: 15_000,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/messages', {
          params: { query: { status: ['uncertain'], limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = rows.filter((row) => selected.has(row.id)).map((row) => row.id);
  const toggle = (id: number) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  return (
    <Page title={t('menu:check')} sub={t('check:sub')}>
      <Note className="mb-4">{t('check:how')}</Note>
      <Panel>
        {list.error && (
          <ErrorBox className="m-3" what={t('check:what')} error={list.error} onRetry={() => list.refetch()} />
        )}
        {list.isPending && <SkeletonRows rows={6} height={56} />}
        {list.data && rows.length === 0 && <Empty title={t('check:empty')}>{t('check:empty_more')}</Empty>}
        {rows.length > 0 && (
          <>
            {may('operate') && (
              <div className="flex min-h-12 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
                <Checkbox
                  label={chosen.length > 0 ? t('queue:selected', { count: chosen.length }) : t('queue:select_loaded')}
                  checked={chosen.length === rows.length}
                  indeterminate={chosen.length > 0 && chosen.length < rows.length}
                  onChange={() =>
                    setSelected(chosen.length === rows.length ? new Set() : new Set(rows.map((row) => row.id)))
                  }
                />
                {chosen.length > 0 && (
                  <Button kind="primary" className="ml-auto" onClick={() => setDeciding(chosen)}>
                    {t('check:decide_n', { count: chosen.length })}
                  </Button>
                )}
              </div>
            )}
            <ul aria-label={t('menu:check')}>
              {rows.map((row) => (
                <Doubt
                  key={row.id}
                  row={row}
                  selected={selected.has(row.id)}
                  onToggle={may('operate') ? () => toggle(row.id) : null}
                  onDecide={() => setDeciding([row.id])}
                />
              ))}
            </ul>
          </>
        )}
        {list.hasNextPage && (
          <div className="p-3 text-center">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              {t('ui:load_more')}
            </Button>
          </div>
        )}
      </Panel>
      <Suspense fallback={null}>
        {deciding && (
          <ResolveDialog
            ids={deciding}
            onClose={() => {
              setDeciding(null);
              setSelected(new Set());
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

function Doubt({
  row,
  selected,
  onToggle,
  onDecide,
}: {
  row: Message;
  selected: boolean;
  onToggle: (() => void) | null;
  onDecide: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const { gateway, template } = useLookups();
  const [open, setOpen] = useState(false);
  const code = row.error_code;
  return (
    <li
      className={selected ? 'border-b border-line bg-accent-soft last:border-0' : 'border-b border-line last:border-0'}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
        {onToggle && (
          <Checkbox bare label={t('queue:select_row', { id: String(row.id) })} checked={selected} onChange={onToggle} />
        )}
        <button
          type="button"
          aria-expanded={open}
          aria-label={t('check:evidence_of', { id: String(row.id) })}
          onClick={() => setOpen(!open)}
          className="flex size-6 items-center justify-center rounded-sm text-ink3 hover:bg-line/60"
        >
          {open ? <ChevronDown aria-hidden className="size-4" /> : <ChevronRight aria-hidden className="size-4" />}
        </button>
        <div className="min-w-40 flex-1">
          <p className="font-medium">
            {row.customer.name} <span className="font-normal whitespace-nowrap text-ink3">{phone(row.address)}</span>
          </p>
          <p className="flex items-center gap-1.5 text-[12px] text-ink3">
            <ChannelIcon kind={gateway(row.gateway_id)?.kind} />
            <span className="font-mono">{template(row.template_id)?.key ?? `#${row.template_id}`}</span>·{' '}
            {gateway(row.gateway_id)?.name}
          </p>
        </div>
        <div className="min-w-56 flex-1 max-md:basis-full max-md:pl-[72px]">
          <p>{code ? (t.maybe(`code:${code}`) ?? t('message:unknown_code')) : t('check:no_code')}</p>
          <p className="text-[12px] text-ink3">
            <time dateTime={row.updated_at} data-tip={format.full(row.updated_at)}>
              {format.ago(row.updated_at, serverNow())}
            </time>
            {code && <> · {code}</>}
          </p>
        </div>
        <span className="ml-auto flex items-center gap-4">
          <Link
            to="/fila"
            search={{ m: String(row.id) } as never}
            className="font-medium text-accent underline-offset-2 hover:underline"
          >
            {t('check:open', { id: String(row.id) })}
          </Link>
          {onToggle && <Button onClick={onDecide}>{t('check:decide')}</Button>}
        </span>
      </div>
      {open && <Evidence id={row.id} />}
    </li>
  );
}

/** Every attempt with what the gateway said, and what was seen since. */
function Evidence({ id }: { id: number }) {
  const t = useT();
  const format = useFormat();
  const { gateway } = useLookups();
  const message = useQuery({
    queryKey: ['get', '/api/v1/messages/{id}', String(id)],
    queryFn: () => body(api.GET('/api/v1/messages/{id}', { params: { path: { id } } })),
  });
  if (message.error)
    return (
      <ErrorBox
        className="mx-4 mb-3"
        what={t('message:what')}
        error={message.error}
        onRetry={() => message.refetch()}
      />
    );
  if (!message.data) return <Skeleton className="mx-14 mb-3 h-12" />;
  const confirms = message.data.attempts.some((attempt) => attempt.delivered || attempt.read);
  return (
    <div className="mx-4 mb-3 rounded-md bg-sunken px-4 py-3 md:ml-14">
      <p className="mb-1 font-medium">{t('check:evidence')}</p>
      <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-ink3">
        {message.data.attempts.map((attempt) => (
          <li key={attempt.number}>
            {t(`message:attempt.${attempt.outcome ?? 'pending'}`, { n: attempt.number })}
            {' · '}
            {gateway(attempt.gateway_id)?.name ?? `#${attempt.gateway_id}`}
            {' · '}
            {format.full(attempt.started_at)}
            {attempt.ended_at &&
              ` · ${t('check:took', { span: format.shortSpan(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at)) })}`}
            {attempt.provider_id && ` · ${t('message:provider_id')} ${attempt.provider_id}`}
          </li>
        ))}
        <li>{t(confirms ? 'check:confirmed' : 'check:no_confirmation')}</li>
        <li className="text-ink2">{t.maybe(`code:${message.data.error_code}.do`) ?? t('message:advice.uncertain')}</li>
      </ul>
    </div>
  );
}
