import { useNavigate, useSearch } from '@tanstack/react-router';
import { Ban, Download, RefreshCw } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLookups } from '~/app/lookups';
import { PauseAllButton } from '~/app/pause';
import type { Search } from '~/app/search';
import { useMay } from '~/app/session';
import { serverNow, useFormat } from '~/format';
import { useT, withWords } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Kbd, Page } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { askQueue, refreshMessages, useAsking } from './acting';
import type { Target } from './asking';
import { BulkBar } from './bulk-bar';
import { useCounts } from './counts';
import { type Queue, useQueue } from './data';
import { Families, Ribbon } from './families';
import {
  filterOf,
  isContradiction,
  isNarrowed,
  type MessageFilter,
  STATUSES,
  searchOf,
  statusesOf,
  type View,
  viewOf,
} from './filter';
import { Grid } from './grid';
import { useQueueKeys } from './keys';
import { useSelection } from './selection';
import { Toolbar } from './toolbar';
import { SavedViews, ViewMenu } from './view-menu';
import { filterWords } from './words';

const Dialogs = lazy(withWords(['code', 'queue'], () => import('./dialogs')));
const MessagePanel = lazy(
  withWords(['code', 'customers', 'message', 'queue'], () => import('~/screens/message/panel')),
);

/** Now, to the minute: what is scheduled becomes waiting without anything being loaded. */
function useMinute(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export default function QueueScreen() {
  const t = useT();
  const format = useFormat();
  const lookups = useLookups();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const { m, ...rest } = search;
  const open = typeof m === 'string' && /^\d{1,16}$/.test(m) ? Number(m) : null;
  const viewKey = JSON.stringify(rest);
  const view = useMemo(() => viewOf(JSON.parse(viewKey)), [viewKey]);
  const now = useMinute();
  const filter = useMemo(() => filterOf(view, serverNow(), format.timeZone), [view, format.timeZone]);
  const queue = useQueue(filter, view.order, isContradiction(view));
  const known = useCounts(view, filter);
  const selecting = useSelection();
  const [active, setActive] = useState<number | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const words = useMemo(() => ({ t, format, lookups, now }), [t, format, lookups, now]);

  const { clear } = selecting;
  const onView = useCallback(
    (next: View) => {
      clear();
      void navigate({ to: '/fila', search: searchOf(next) as never });
    },
    [navigate, clear],
  );
  const onOpen = useCallback(
    (id: number | null) => {
      if (id !== null) setActive(id);
      void navigate({
        to: '/fila',
        search: { ...JSON.parse(viewKey), ...(id === null ? {} : { m: String(id) }) } as never,
        replace: open !== null && id !== null,
      });
    },
    [navigate, viewKey, open],
  );

  const asked = statusesOf(view);
  const total = known
    ? (asked.length === 0 ? STATUSES : asked).reduce((sum, status) => sum + known.counts[status], 0)
    : null;
  const sentence = filterWords(view, t, format, lookups);
  // In the order of sending only those are listed that wait.
  const waiting = filterWords({ ...view, family: 'all', status: ['waiting'] }, t, format, lookups);
  const listed =
    view.order === 'queue'
      ? { filter: { ...filter, status: ['waiting' as const] }, words: waiting }
      : { filter, words: sentence };
  const { selection } = selecting;
  const target: Target =
    selection.kind === 'ids'
      ? { kind: 'ids', ids: [...selection.ids] }
      : { kind: 'filter', filter: selection.kind === 'filter' ? selection.filter : filter, words: sentence };
  const selectAll = () => selecting.all(filter, new Date(serverNow()).toISOString(), known?.exact ? total : null);
  const close = useCallback(() => askQueue(null), []);
  const done = useCallback(() => {
    clear();
    refreshMessages();
  }, [clear]);
  useQueueKeys({
    queue,
    view,
    selecting,
    active,
    open,
    setActive,
    onOpen,
    onView,
    selectAll,
    searchBox,
    mayOperate: may('operate'),
  });

  return (
    <div className="flex h-full min-w-0">
      <div className="min-w-0 flex-1">
        <Page
          fill
          title={t('menu:queue')}
          actions={
            <>
              <Button aria-label={t('queue:export')} onClick={() => askQueue({ what: 'export', ...listed })}>
                <Download aria-hidden />
                <span className="max-md:hidden">{t('queue:export')}</span>
              </Button>
              {may('operate') && (
                <Button
                  kind="danger"
                  onClick={() =>
                    askQueue({
                      what: 'pending',
                      filter,
                      words: waiting,
                    })
                  }
                >
                  <Ban aria-hidden />
                  {t('queue:cancel_pending')}
                </Button>
              )}
              {open === null && <PauseAllButton />}
            </>
          }
        >
          <Families view={view} counts={known?.counts ?? null} />
          <Ribbon
            view={view}
            counts={known?.counts ?? null}
            onPick={(status) => onView({ ...view, status: [status] })}
          />
          <div className="flex flex-wrap items-center gap-2 py-3">
            {selection.kind === 'none' ? (
              <>
                <Toolbar view={view} onView={onView} lookups={lookups} search={searchBox} />
                <div className="ml-auto flex items-center gap-2">
                  <Total total={total} exact={known?.exact ?? false} />
                  <SavedViews view={view} onView={onView} />
                  <ViewMenu view={view} onView={onView} />
                </div>
              </>
            ) : (
              <BulkBar selecting={selecting} target={target} total={known?.exact ? total : null} onAll={selectAll} />
            )}
          </div>
          <Body queue={queue} view={view} onView={onView} filter={filter}>
            <Grid
              queue={queue}
              words={words}
              selecting={selecting}
              active={active}
              onActive={setActive}
              open={open}
              onOpen={onOpen}
              beside={open !== null}
              canSelect={may('operate')}
            />
          </Body>
          <Foot queue={queue} />
        </Page>
      </div>
      {open !== null && (
        <Suspense
          fallback={
            <aside aria-hidden className="w-[440px] shrink-0 border-l border-line bg-surface max-[1100px]:hidden" />
          }
        >
          <MessagePanel id={open} onClose={() => onOpen(null)} onStep={(by) => step(queue, open, by, onOpen)} />
        </Suspense>
      )}
      <Opened onClose={close} onDone={done} />
    </div>
  );
}

function Opened({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const asking = useAsking();
  useEffect(() => onClose, [onClose]);
  return (
    asking && (
      <Suspense fallback={null}>
        <Dialogs asking={asking} onClose={onClose} onDone={onDone} />
      </Suspense>
    )
  );
}

function step(queue: Queue, open: number, by: 1 | -1, onOpen: (id: number) => void): void {
  const place = queue.rows.findIndex((row) => row.id === open);
  const next = queue.rows[place + by];
  if (next) onOpen(next.id);
}

function Total({ total, exact }: { total: number | null; exact: boolean }) {
  const t = useT();
  if (total === null) return null;
  return (
    <p className="whitespace-nowrap text-ink3">
      {exact ? t('queue:total', { count: total }) : t('queue:total_over', { n: total })}
    </p>
  );
}

function Body({
  queue,
  view,
  filter,
  onView,
  children,
}: {
  queue: Queue;
  view: View;
  filter: MessageFilter;
  onView: (view: View) => void;
  children: React.ReactNode;
}) {
  const t = useT();
  if (queue.isPending) {
    return (
      <div className="min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-surface">
        <SkeletonRows rows={20} />
      </div>
    );
  }
  const nothing = queue.rows.length === 0 && !queue.error;
  if (!nothing && !(queue.error && queue.rows.length === 0)) {
    return (
      <>
        {queue.error != null && (
          <ErrorBox className="mb-2" what={t('queue:what')} error={queue.error} onRetry={queue.reload} />
        )}
        {children}
      </>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto rounded-lg border border-line bg-surface">
      {queue.error != null ? (
        <ErrorBox className="m-4" what={t('queue:what')} error={queue.error} onRetry={queue.reload} />
      ) : Object.keys(filter).length === 0 && !isNarrowed(view) ? (
        <Empty title={t('queue:empty')}>{t('queue:empty_more')}</Empty>
      ) : (
        <Empty
          title={t('queue:empty_filter')}
          actions={
            <Button kind="primary" onClick={() => onView(viewOf({}))}>
              {t('queue:clear_filters')}
            </Button>
          }
        />
      )}
    </div>
  );
}

function Foot({ queue }: { queue: Queue }) {
  const t = useT();
  const format = useFormat();
  return (
    <footer className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 py-1.5 text-[12px] text-ink3 max-md:hidden">
      <Hint keys={['J', 'K']} words={t('queue:hint.move')} />
      <Hint keys={['X']} words={t('queue:hint.select')} />
      <Hint keys={['O']} words={t('queue:hint.open')} />
      <Hint keys={['/']} words={t('queue:hint.search')} />
      <Hint keys={['?']} words={t('queue:hint.all')} />
      <div className="ml-auto flex items-center gap-2">
        {queue.loadedAt > 0 && (
          <span>{t('queue:updated', { ago: format.ago(Math.min(queue.loadedAt, Date.now()), Date.now()) })}</span>
        )}
        {queue.newCount > 0 && (
          <button
            type="button"
            className="rounded-sm px-1 font-medium text-accent underline underline-offset-2"
            onClick={queue.reload}
          >
            {t('queue:newer', { count: queue.newCount })}
          </button>
        )}
        <IconButton size="sm" label={t('queue:reload')} className="!size-6" onClick={queue.reload}>
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
    </footer>
  );
}

function Hint({ keys, words }: { keys: string[]; words: string }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
      {words}
    </span>
  );
}
