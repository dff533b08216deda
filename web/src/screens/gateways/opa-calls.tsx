import { useState } from 'react';
import { $api } from '~/api/client';
import type { components } from '~/api/schema';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { answeredBy, type CompatMode, pretty } from './compat';
import type { Gateway } from './draft';

type Call = components['schemas']['OpaCall'];

const PAGE = 50;
const MOST = 1000;
/** Somebody watches while IXC sends. */
const AGAIN_MS = 5_000;

/** What has arrived at a gateway's own Opa! address, newest first. */
export function OpaCalls({ gateway, mode, onClose }: { gateway: Gateway; mode: CompatMode; onClose: () => void }) {
  const t = useT();
  const [limit, setLimit] = useState(PAGE);
  const calls = $api.useQuery(
    'get',
    '/api/v1/gateways/{id}/opa-calls',
    { params: { path: { id: gateway.id }, query: { limit } } },
    {
      refetchInterval: AGAIN_MS,
      placeholderData: (before: { items: Call[]; next_cursor: string | null } | undefined) => before,
    },
  );
  const items = calls.data?.items ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      size="xl"
      title={t('gateways:compat.calls_title', { name: gateway.name })}
      description={t(`gateways:compat.calls_what.${mode}`)}
      actions={<Button onClick={onClose}>{t('ui:close')}</Button>}
    >
      {calls.error && <ErrorBox error={calls.error} onRetry={() => calls.refetch()} />}
      {calls.isPending && <SkeletonRows rows={4} />}
      {calls.data && items.length === 0 && <Empty title={t('gateways:compat.calls_none')} />}
      <ul className="divide-y divide-line">
        {items.map((call) => (
          <OneCall key={call.id} call={call} />
        ))}
      </ul>
      {calls.data?.next_cursor && limit < MOST && (
        <div className="mt-3 flex justify-center">
          <Button busy={calls.isFetching} onClick={() => setLimit(Math.min(limit * 4, MOST))}>
            {t('gateways:compat.calls_more')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function OneCall({ call }: { call: Call }) {
  const t = useT();
  const format = useFormat();
  const by = answeredBy(call);
  const bad = call.status === null || call.status >= 400;
  return (
    <li>
      <details className="group py-2">
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1">
          <span className="w-40 shrink-0 text-ink3">{format.second(call.at)}</span>
          <span className="font-mono text-[12px]">{call.method}</span>
          <span className="min-w-0 flex-1 truncate font-mono text-[12px]">{call.path}</span>
          <span className={bad ? 'font-medium text-bad' : 'text-ok'}>{call.status ?? '—'}</span>
          <span className="w-36 text-ink3">{t(`gateways:compat.by.${by}`)}</span>
        </summary>
        <div className="mt-2 grid gap-3 md:grid-cols-2">
          <Text name={t('gateways:compat.request')} text={call.body} bytes={call.body_bytes} />
          <Text name={t('gateways:compat.answer')} text={call.answer ?? ''} bytes={call.answer_bytes ?? 0} />
        </div>
        {call.code && <p className="mt-2 text-bad">{t.maybe(`gateways:code.${call.code}`) ?? call.code}</p>}
      </details>
    </li>
  );
}

function Text({ name, text, bytes }: { name: string; text: string; bytes: number }) {
  const t = useT();
  const format = useFormat();
  return (
    <section aria-label={name} className="min-w-0">
      <p className="mb-1 text-[12px] text-ink3">
        {name} · {t('gateways:compat.bytes', { count: bytes, n: format.integer(bytes) })}
      </p>
      <pre className="max-h-72 overflow-auto rounded-md bg-sunken px-3 py-2 text-[12px] whitespace-pre-wrap break-all">
        {pretty(text) || '—'}
      </pre>
    </section>
  );
}
