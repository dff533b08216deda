// Where customers and invoices come from: what each source is doing, how far behind it is, and what is wrong with it.

import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleDashed, Pencil, Plus, RefreshCw, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import { type Nouns, useChange, useNouns } from '~/api/nouns';
import type { components } from '~/api/schema';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { TestResult } from '~/screens/gateways/test-dialog';
import { Button, IconButton } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { RemoveDialog } from '~/ui/listing';
import { Facts, Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { Pill } from '~/ui/status';
import { SourceForm } from './form';

export type Source = Nouns['sources'];
type State = components['schemas']['SourceState'];
type Asked = { what: 'form'; source?: Source } | { what: 'test' | 'remove'; source: Source };

const LOOK_MS = 10_000;

export default function Sources() {
  const t = useT();
  const may = useMay();
  const sources = useNouns('sources');
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <Page
      title={t('menu:sources')}
      sub={t('sources:sub')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setAsked({ what: 'form' })}>
            <Plus aria-hidden />
            {t('sources:new')}
          </Button>
        )
      }
    >
      {sources.error && <ErrorBox what={t('sources:what')} error={sources.error} onRetry={() => sources.refetch()} />}
      {sources.isPending && <SkeletonRows rows={3} height={80} />}
      {sources.data?.length === 0 && (
        <Panel>
          <Empty title={t('sources:empty')}>{t('sources:empty_more')}</Empty>
        </Panel>
      )}
      <div className="flex flex-col gap-4">
        {sources.data?.map((source) => (
          <Card key={source.id} source={source} onAsk={(what) => setAsked({ what, source })} />
        ))}
      </div>
      {asked?.what === 'form' && <SourceForm source={asked.source} onClose={close} />}
      {asked?.what === 'test' && <Test source={asked.source} onClose={close} />}
      {asked?.what === 'remove' && (
        <RemoveDialog
          noun="sources"
          id={asked.source.id}
          name={asked.source.name}
          what={t('sources:remove_what')}
          onClose={close}
        />
      )}
    </Page>
  );
}

function Card({ source, onAsk }: { source: Source; onAsk: (what: Asked['what']) => void }) {
  const t = useT();
  const may = useMay();
  const path = { id: source.id };
  const state = $api.useQuery('get', '/api/v1/sources/{id}', { params: { path } }, { refetchInterval: LOOK_MS });
  const sync = useChange(
    () => api.POST('/api/v1/sources/{id}/sync', { params: { path }, body: {} }),
    () => toast(t('sources:syncing')),
  );
  const askable = source.kind === 'ixc';
  return (
    <Panel className="px-5 py-4">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-[15px] font-semibold">{source.name}</h2>
        <span className="text-ink3">{t.maybe(`sources:kind.${source.kind}`) ?? source.kind}</span>
        {state.data && <StatePill state={state.data.state} />}
        <span className="ml-auto flex flex-wrap gap-1.5">
          {askable && may('operate') && (
            <Button busy={sync.isPending || state.data?.state === 'syncing'} onClick={() => sync.mutate()}>
              <RefreshCw aria-hidden />
              {t('sources:sync')}
            </Button>
          )}
          {may('admin') && (
            <>
              {askable && (
                <Button onClick={() => onAsk('test')}>
                  <Zap aria-hidden />
                  {t('gateways:test')}
                </Button>
              )}
              <IconButton label={`${t('ui:edit')} ${source.name}`} onClick={() => onAsk('form')}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton label={`${t('ui:remove')} ${source.name}`} onClick={() => onAsk('remove')}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </span>
      </header>
      {(state.error ?? sync.error) && <ErrorBox error={state.error ?? sync.error} className="mt-3" />}
      {state.data && <Doing state={state.data} />}
    </Panel>
  );
}

const PILLS = {
  new: { tone: 'grey', icon: CircleDashed },
  syncing: { tone: 'accent', icon: RefreshCw },
  ok: { tone: 'ok', icon: CircleCheck },
  failing: { tone: 'bad', icon: CircleAlert },
  told: { tone: 'grey', icon: CircleCheck },
} as const;

function StatePill({ state }: { state: State['state'] }) {
  const t = useT();
  const { tone, icon: Icon } = PILLS[state];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`sources:state.${state}`)}
    </Pill>
  );
}

function Doing({ state }: { state: State }) {
  const t = useT();
  const format = useFormat();
  const { last_error: trouble } = state;
  const resource = (name: string) => t.maybe(`sources:resource.${name.replace(':', '_')}`) ?? name;
  return (
    <div className="mt-2">
      {trouble && (
        <Note
          tone={state.attention ? 'bad' : 'warn'}
          className="mb-3"
          title={t('sources:failed_since', { at: format.minute(trouble.since) })}
        >
          {resource(trouble.resource)}:{' '}
          {t.maybe(`gateways:code.${trouble.code}`) ?? t.maybe(`sources:code.${trouble.code}`) ?? trouble.code}
          {state.attention && <p className="font-medium">{t('sources:waiting')}</p>}
        </Note>
      )}
      <div className="grid gap-x-8 md:grid-cols-2">
        <Facts
          items={[
            { name: t('sources:customers'), value: format.integer(state.counts.customers) },
            { name: t('sources:invoices'), value: format.integer(state.counts.invoices) },
            {
              name: t('sources:lag'),
              value:
                state.lag_seconds === null ? '—' : t('sources:ago', { span: format.span(state.lag_seconds * 1000) }),
            },
          ]}
        />
        {state.cursors.length > 0 && (
          <Facts
            items={state.cursors.map((cursor) => ({
              name: resource(cursor.resource),
              value: (
                <>
                  {t('sources:rows', { count: cursor.rows })}{' '}
                  <span className="text-ink3">
                    {cursor.completed_at
                      ? format.ago(cursor.completed_at, serverNow())
                      : t(cursor.after === null ? 'sources:not_yet' : 'sources:reading')}
                  </span>
                </>
              ),
            }))}
          />
        )}
      </div>
    </div>
  );
}

/** Asks the source for each thing that it must give, and names the permission that is missing. */
function Test({ source, onClose }: { source: Source; onClose: () => void }) {
  const t = useT();
  const test = useMutation({
    mutationFn: () => body(api.POST('/api/v1/sources/{id}/test', { params: { path: { id: source.id } }, body: {} })),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('gateways:test_title', { name: source.name })}
      description={t('sources:test_what')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:close')}</Button>
          <Button kind="primary" busy={test.isPending} onClick={() => test.mutate()}>
            {test.data || test.error ? t('gateways:test_again') : t('gateways:test')}
          </Button>
        </>
      }
    >
      {test.error && <ErrorBox error={test.error} />}
      <TestResult result={test.data} />
      {test.isIdle && <p className="text-ink2">{t('gateways:test_idle')}</p>}
    </Dialog>
  );
}
