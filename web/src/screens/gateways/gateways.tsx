import { Link } from '@tanstack/react-router';
import { Pause, Pencil, Play, Plus, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { useNouns } from '~/api/nouns';
import { queueLink, useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { type Dashboard, useDashboard } from '~/screens/dashboard/data';
import { PaceBar } from '~/screens/dashboard/health';
import { Button, IconButton } from '~/ui/button';
import { RemoveDialog } from '~/ui/listing';
import { Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, Note, SkeletonRows } from '~/ui/states';
import type { Gateway } from './draft';
import { GatewayForm } from './form';
import { OpaCompat } from './opa-compat';
import { PauseGateway, useResumeGateway } from './pause-gateway';
import { GatewayPill } from './state';
import { TestDialog } from './test-dialog';

type Asked = { what: 'edit' | 'pause' | 'test' | 'remove'; gateway: Gateway } | { what: 'new' };

export default function Gateways() {
  const t = useT();
  const may = useMay();
  const gateways = useNouns('gateways');
  const dashboard = useDashboard();
  const [id, setId] = useParam('id');
  const [edit, setEdit] = useParam('edit');
  const [asked, setAsked] = useState<Asked | null>(null);
  const linked = edit && gateways.data?.find((gateway) => String(gateway.id) === id);
  const open: Asked | null = asked ?? (linked ? { what: 'edit', gateway: linked } : null);
  const close = () => {
    setAsked(null);
    if (edit) setEdit(undefined);
  };
  const health = (gateway: Gateway) => dashboard.data?.gateways.find((one) => one.gateway_id === gateway.id);
  return (
    <Page
      title={t('menu:gateways')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setAsked({ what: 'new' })}>
            <Plus aria-hidden />
            {t('gateways:new')}
          </Button>
        )
      }
    >
      {gateways.error && (
        <ErrorBox what={t('gateways:what')} error={gateways.error} onRetry={() => gateways.refetch()} />
      )}
      {gateways.isPending && <SkeletonRows rows={3} height={120} />}
      {gateways.data?.length === 0 && <Empty title={t('gateways:empty')}>{t('gateways:empty_more')}</Empty>}
      <div className="flex flex-col gap-4">
        {gateways.data?.map((gateway) => (
          <Card
            key={gateway.id}
            gateway={gateway}
            health={health(gateway)}
            marked={String(gateway.id) === id}
            onAsk={(what) => {
              setId(gateway.id);
              setAsked({ what, gateway });
            }}
          />
        ))}
      </div>
      {open?.what === 'new' && <GatewayForm onClose={close} />}
      {open?.what === 'edit' && <GatewayForm gateway={open.gateway} onClose={close} />}
      {open?.what === 'test' && <TestDialog gateway={open.gateway} onClose={close} />}
      {open?.what === 'remove' && (
        <RemoveDialog
          noun="gateways"
          id={open.gateway.id}
          name={open.gateway.name}
          what={t('gateways:remove_what')}
          onClose={close}
        />
      )}
      {open?.what === 'pause' && (
        <PauseGateway
          gateway={{ id: open.gateway.id, name: open.gateway.name, waiting: health(open.gateway)?.waiting ?? 0 }}
          onClose={close}
        />
      )}
    </Page>
  );
}

type CardProps = {
  gateway: Gateway;
  health: Dashboard['gateways'][number] | undefined;
  marked: boolean;
  onAsk: (what: 'edit' | 'pause' | 'test' | 'remove') => void;
};

function Card({ gateway, health, marked, onAsk }: CardProps) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const resume = useResumeGateway();
  const windows = useNouns('windows');
  const window = windows.data?.find((one) => one.id === gateway.window_id);
  const facts = [
    {
      name: t('gateways:waiting'),
      value: health && (
        <Link {...queueLink({ gateway_id: gateway.id, status: 'waiting' })} className="font-semibold hover:underline">
          {format.integer(health.waiting)}
        </Link>
      ),
    },
    {
      name: t('gateways:pace'),
      value: health && <PaceBar sent={health.sent_last_minute} perSecond={health.rate_limit_per_second} />,
    },
    { name: t('gateways:errors'), value: health && format.integer(health.errors_last_hour) },
    { name: t('gateways:queue_mode'), value: t(`gateways:queue_mode.${gateway.queue_mode ?? 'queue'}`) },
    { name: t('gateways:window'), value: window?.name ?? t('gateways:window_none') },
    { name: t('gateways:receipts'), value: health && t(`gateways:receipts.${health.receipts}`) },
  ];
  return (
    <Panel className={marked ? 'ring-2 ring-accent/60' : undefined} aria-label={gateway.name}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-4">
        <h2 className="text-[15px] leading-6 font-semibold">{gateway.name}</h2>
        <span className="text-ink3">{t(`gateways:kind.${gateway.kind}`)}</span>
        {health && <GatewayPill state={health.state} />}
        {(gateway.delivery_mode ?? 'live') !== 'live' && (
          <span className="font-medium text-sim">{t(`gateways:mode.${gateway.delivery_mode ?? 'live'}`)}</span>
        )}
        <div className="ml-auto flex flex-wrap gap-2">
          {may('operate') && (
            <Button onClick={() => onAsk('test')}>
              <Zap aria-hidden />
              {t('gateways:test')}
            </Button>
          )}
          {may('operate') &&
            (health?.paused ? (
              <Button busy={resume.isPending} onClick={() => resume.mutate(gateway.id)}>
                <Play aria-hidden />
                {t('gateways:resume')}
              </Button>
            ) : (
              <Button onClick={() => onAsk('pause')}>
                <Pause aria-hidden />
                {t('gateways:pause')}
              </Button>
            ))}
          {may('admin') && (
            <>
              <Button onClick={() => onAsk('edit')}>
                <Pencil aria-hidden />
                {t('ui:edit')}
              </Button>
              <IconButton label={t('ui:remove')} onClick={() => onAsk('remove')}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </div>
      </header>
      {health?.paused && (
        <Note tone="warn" className="mx-5 mt-3">
          {t('gateways:paused_since', {
            reason: health.paused.reason,
            since: format.moment(health.paused.since, serverNow()),
          })}
          {health.paused.until &&
            ` ${t('shell:paused_until', { until: format.moment(health.paused.until, serverNow()) })}`}
        </Note>
      )}
      {health && (health.state === 'no_credential' || health.state === 'down') && (
        <Note tone="bad" className="mx-5 mt-3">
          {t(`gateways:trouble.${health.state}`)}
        </Note>
      )}
      {health && !health.has_task && health.queue_mode === 'queue' && (
        <Note tone="warn" className="mx-5 mt-3">
          {t('gateways:no_task')}{' '}
          <Link to="/tarefas" search={{ new: String(gateway.id) } as never} className="underline">
            {t('dashboard:do.task')}
          </Link>
        </Note>
      )}
      <dl className="grid gap-x-8 px-5 py-4 sm:grid-cols-2 xl:grid-cols-3">
        {facts.map((fact) => (
          <div key={fact.name} className="flex min-h-8 items-center gap-3">
            <dt className="w-32 shrink-0 text-ink3">{fact.name}</dt>
            <dd className="min-w-0">{fact.value ?? '—'}</dd>
          </div>
        ))}
      </dl>
      {may('admin') && <OpaCompat gateway={gateway} />}
    </Panel>
  );
}
