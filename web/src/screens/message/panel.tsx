// One message beside the queue: as the customer sees it, why it waits or what went wrong, and its life. Not a modal: the
// list stays alive, and j/k walk from one to the next.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUpToLine, Ban, CalendarClock, ChevronDown, ChevronUp, PencilLine, RotateCw, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { api, body, queryClient } from '~/api/client';
import { useChange } from '~/api/nouns';
import { asProblem } from '~/api/problem';
import type { components } from '~/api/schema';
import { type LiveEvent, useLiveEvents } from '~/app/live';
import { useLookups } from '~/app/lookups';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT, withWords } from '~/i18n';
import { DocumentOf } from '~/screens/customers/document';
import { askQueue, toFront } from '~/screens/queue/acting';
import { lines } from '~/screens/queue/data-values';
import { Button, IconButton } from '~/ui/button';
import { Copy } from '~/ui/copy';
import { Facts } from '~/ui/panel';
import { Empty, ErrorBox, Note, Skeleton } from '~/ui/states';
import { Status, shownStatus } from '~/ui/status';
import { Tabs } from '~/ui/tabs';
import { Blockers } from './blockers';
import { Bubble } from './bubble';
import { phone } from './phone';
import { Sequence } from './sequence';
import { Timeline } from './timeline';

export type MessageDetail = components['schemas']['Message'];

const CorrectDialog = lazy(withWords(['message', 'queue'], () => import('./correct-dialog')));
const ResolveDialog = lazy(withWords(['check', 'queue'], () => import('~/screens/check/resolve-dialog')));

type PanelProps = { id: number; onClose: () => void; onStep: (by: 1 | -1) => void };

const keyOf = (id: number) => ['get', '/api/v1/messages/{id}', String(id)];

export default function MessagePanel({ id, onClose, onStep }: PanelProps) {
  const t = useT();
  const message = useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => body(api.GET('/api/v1/messages/{id}', { params: { path: { id } }, signal })),
    // Walking through the list shows the message before until the next is there.
    placeholderData: (before) => before,
    staleTime: 2000,
  });
  useLiveEvents(
    useCallback(
      (events: readonly LiveEvent[]) => {
        const mine = events.some(
          ({ name, data }) => (name === 'message' && Number(data.id) === id) || name === 'operation',
        );
        if (mine) void queryClient.invalidateQueries({ queryKey: keyOf(id) });
      },
      [id],
    ),
  );
  const now = serverNow();
  return (
    <aside
      aria-label={t('message:panel', { id: String(id) })}
      className="z-20 flex w-[440px] shrink-0 flex-col border-l border-line bg-surface max-[1100px]:fixed max-[1100px]:inset-y-0 max-[1100px]:right-0 max-[1100px]:w-[min(440px,100vw)] max-[1100px]:shadow-float"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <h2 className="text-[15px] font-semibold">{id}</h2>
        {message.data && <Status status={shownStatus(message.data, now)} className="ml-2" />}
        <div className="ml-auto flex">
          <IconButton label={t('message:previous')} onClick={() => onStep(-1)}>
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton label={t('message:next')} onClick={() => onStep(1)}>
            <ChevronDown aria-hidden />
          </IconButton>
          <IconButton label={t('ui:close')} onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        </div>
      </header>
      {message.data ? (
        <>
          <Content message={message.data} />
          <Actions message={message.data} />
        </>
      ) : message.error ? (
        asProblem(message.error).status === 404 ? (
          <Empty title={t('message:gone', { id: String(id) })}>{t('message:gone_more')}</Empty>
        ) : (
          <ErrorBox className="m-4" what={t('message:what')} error={message.error} onRetry={() => message.refetch()} />
        )
      ) : (
        <div role="status" aria-label={t('ui:loading')} className="flex flex-col gap-4 p-4">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-40 w-full" />
          <Skeleton className="h-24 w-full" />
        </div>
      )}
    </aside>
  );
}

function Content({ message }: { message: MessageDetail }) {
  const t = useT();
  const [tab, setTab] = useState<'message' | 'technical'>('message');
  return (
    // Scrolled by keys too, wherever the focus is inside.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-6 outline-none">
      <p className="text-[14px] font-semibold">
        <Link
          to="/clientes"
          search={{ id: String(message.customer.id) } as never}
          className="underline-offset-2 hover:underline"
        >
          {message.customer.name}
        </Link>
      </p>
      <div className="flex min-h-6 flex-wrap items-center gap-x-1 text-ink2">
        {phone(message.address)}
        <Copy text={message.address} label={t('message:copy_address')} />
        <DocumentOf id={message.customer.id} />
      </div>
      <Tabs
        className="mt-1"
        label={t('message:parts')}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'message', label: t('message:tab.message'), panel: <Told message={message} /> },
          { value: 'technical', label: t('message:tab.technical'), panel: <Technical message={message} /> },
        ]}
      />
    </div>
  );
}

function Told({ message }: { message: MessageDetail }) {
  const t = useT();
  const format = useFormat();
  const lookups = useLookups();
  const gateway = lookups.gateway(message.gateway_id);
  const template = lookups.template(message.template_id);
  const data = lines(message.data).map((line) => {
    const [name = '', ...rest] = line.split(': ');
    const value = rest.join(': ');
    return {
      name: t.maybe(`message:data.${name}`) ?? name,
      value: value === '—' ? t('message:empty_value') : value,
      bad: value === '—',
    };
  });
  return (
    <div className="flex flex-col gap-5">
      <Trouble message={message} />
      {message.status === 'waiting' && <Blockers blockers={message.blockers} expectedAt={message.expected_at} />}
      {message.cancel_requested && message.status === 'sending' && (
        <Note tone="warn">{t('message:cancel_requested')}</Note>
      )}
      <Bubble message={message} kind={gateway?.kind} />
      <section>
        <h3 className="mb-1 font-semibold">{t('message:data')}</h3>
        <Facts
          items={[
            {
              name: t('message:template'),
              value: template
                ? `${template.name}${template.key ? ` (${template.key})` : ''}`
                : `#${message.template_id}`,
            },
            ...data,
            { name: t('message:gateway'), value: gateway?.name ?? `#${message.gateway_id}` },
          ]}
        />
      </section>
      <Sequence message={message} lookups={lookups} />
      <section>
        <h3 className="mb-2 font-semibold">{t('message:timeline')}</h3>
        <Timeline message={message} lookups={lookups} />
      </section>
      <section>
        <h3 className="mb-1 font-semibold">{t('message:schedule')}</h3>
        <Facts
          items={[
            { name: t('queue:column.priority'), value: t(`word:priority.${message.priority}`) },
            {
              name: t('queue:column.due_at'),
              value: message.due_at ? format.minute(message.due_at) : t('message:at_once'),
            },
            { name: t('queue:column.expires_at'), value: format.minute(message.expires_at) },
            ...(message.next_attempt_at
              ? [{ name: t('queue:column.next_attempt_at'), value: format.minute(message.next_attempt_at) }]
              : []),
            { name: t('queue:column.purpose'), value: t(`word:purpose.${message.purpose}`) },
          ]}
        />
      </section>
    </div>
  );
}

/** What went wrong, in words, and what to do about it. */
function Trouble({ message }: { message: MessageDetail }) {
  const t = useT();
  const { status, error_code: code } = message;
  if (status !== 'failed' && status !== 'uncertain' && !(code && status === 'waiting')) return null;
  const words = code
    ? (t.maybe(`code:${code}`) ?? t('message:unknown_code'))
    : t(`status:${status}.about`, { date: '' });
  const advice = code
    ? (t.maybe(`code:${code}.do`) ?? t(status === 'uncertain' ? 'message:advice.uncertain' : 'message:advice.failed'))
    : null;
  return (
    <Note tone={status === 'failed' ? 'bad' : 'warn'} title={code ? `${code} · ${words}` : words}>
      {advice}
      {status === 'waiting' && <p>{t('message:will_retry')}</p>}
    </Note>
  );
}

function Technical({ message }: { message: MessageDetail }) {
  const t = useT();
  const { preview: _, history: __, attempts, blockers: ___, ...rest } = message;
  const last = attempts.at(-1);
  return (
    <div className="flex flex-col gap-5">
      <Facts
        items={[
          { name: t('message:dedupe_key'), value: message.dedupe_key ?? '—' },
          { name: t('message:source_ref'), value: message.source_ref ?? '—' },
          { name: t('message:external'), value: `${message.customer.source}:${message.customer.external_id}` },
          { name: t('message:provider_id'), value: last?.provider_id ?? '—' },
          { name: t('message:provider_template'), value: message.content.provider_template_id ?? '—' },
        ]}
      />
      <section>
        <div className="mb-1 flex items-center justify-between">
          <h3 className="font-semibold">JSON</h3>
          <Copy text={JSON.stringify(message, null, 2)} label={t('message:copy_json')} />
        </div>
        <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-[12px] leading-[18px]">
          {JSON.stringify(rest, null, 2)}
        </pre>
      </section>
    </div>
  );
}

/** The one thing to do about it as it is, and the others. */
/** A message that is held because its invoice changed says what it says now, and leaves. */
function LetChange({ id }: { id: number }) {
  const t = useT();
  const change = useChange(
    () => api.POST('/api/v1/messages/{id}/let-change', { params: { path: { id } } }),
    () => {
      toast(t('message:let_changed'));
      void queryClient.invalidateQueries({ queryKey: keyOf(id) });
    },
  );
  return (
    <Button kind="primary" busy={change.isPending} onClick={() => change.mutate()}>
      <RotateCw aria-hidden />
      {t('message:let_change')}
    </Button>
  );
}

function Actions({ message }: { message: MessageDetail }) {
  const t = useT();
  const may = useMay();
  const [dialog, setDialog] = useState<'correct' | 'resolve' | null>(null);
  const { id, status } = message;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dialog belongs to one message
  useEffect(() => setDialog(null), [id]);
  if (!may('operate')) return null;
  const target = { kind: 'ids', ids: [id] } as const;
  const resend = () => askQueue({ what: 'bulk', action: 'resend', target });
  const scheduled = message.due_at !== null && Date.parse(message.due_at) > serverNow();
  const buttons = {
    failed: (
      <>
        <Button kind="primary" onClick={() => setDialog('correct')}>
          <PencilLine aria-hidden />
          {t('message:correct')}
        </Button>
        <Button onClick={resend}>
          <RotateCw aria-hidden />
          {t('queue:act.resend')}
        </Button>
      </>
    ),
    expired: (
      <Button kind="primary" onClick={resend}>
        <RotateCw aria-hidden />
        {t('queue:act.resend')}
      </Button>
    ),
    uncertain: (
      <Button kind="primary" onClick={() => setDialog('resolve')}>
        {t('message:resolve')}
      </Button>
    ),
    waiting: (
      <>
        {message.blockers.some((blocker) => blocker.code === 'changed') && <LetChange id={id} />}
        <Button kind={scheduled ? 'plain' : 'primary'} onClick={() => void toFront(message)}>
          <ArrowUpToLine aria-hidden />
          {t('queue:to_front')}
        </Button>
        <Button
          kind={scheduled ? 'primary' : 'plain'}
          onClick={() => askQueue({ what: 'bulk', action: 'reschedule', target })}
        >
          <CalendarClock aria-hidden />
          {t('queue:act.reschedule')}
        </Button>
        <Button kind="danger" className="ml-auto" onClick={() => askQueue({ what: 'bulk', action: 'cancel', target })}>
          <Ban aria-hidden />
          {t('queue:act.cancel')}
        </Button>
      </>
    ),
  } as const;
  const shown = status in buttons ? buttons[status as keyof typeof buttons] : null;
  if (!shown) return null;
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-1.5 border-t border-line px-2.5 py-2.5">
      {shown}
      <Suspense fallback={null}>
        {dialog === 'correct' && <CorrectDialog message={message} onClose={() => setDialog(null)} />}
        {dialog === 'resolve' && <ResolveDialog ids={[id]} onClose={() => setDialog(null)} />}
      </Suspense>
    </footer>
  );
}
