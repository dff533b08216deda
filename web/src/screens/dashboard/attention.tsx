// "Precisa de você": what is wrong, worst first, each with the one button that does the thing.

import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { Need } from '~/app/screens';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { useResumeGateway } from '~/screens/gateways/pause-gateway';
import { Button, buttonClass } from '~/ui/button';
import { Panel } from '~/ui/panel';
import type { Dashboard, Attention as Item } from './data';
import { startOfDay } from './funnel';
import { OptionsDialog } from './options';
import { OutageDialog } from './outage-dialog';

const SHOWN = 5;

export function Attention({ data }: { data: Dashboard }) {
  const t = useT();
  const items = data.attention.slice(0, SHOWN);
  return (
    <Panel
      title={
        <>
          {t('dashboard:attention')} <span className="font-normal text-ink3">{items.length > 0 && items.length}</span>
        </>
      }
    >
      {items.length === 0 ? (
        <p className="flex items-center gap-2 px-5 pt-1 pb-5 text-ink2">
          <CircleCheck aria-hidden className="size-4 text-ok" />
          {t('dashboard:nothing')}
        </p>
      ) : (
        <ul className="flex flex-col gap-3 px-5 pt-1 pb-4">
          {items.map((item) => (
            <Row
              key={`${item.code} ${item.gateway_id ?? ''} ${item.task_id ?? ''} ${item.run_id ?? ''}`}
              item={item}
              data={data}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ item, data }: { item: Item; data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  const gateway = data.gateways.find((one) => one.gateway_id === item.gateway_id);
  const vars = { name: gateway?.name ?? '', count: item.count ?? 0 };
  const title = t.maybe(`dashboard:attention.${item.code}`, vars) ?? item.code;
  const since = item.since && format.ago(item.since, Date.parse(data.now));
  const detail = t.maybe(`dashboard:attention_more.${item.code}`, vars);
  return (
    <li className="flex items-start gap-2.5">
      <TriangleAlert
        aria-hidden
        className={clsx('mt-0.5 size-4 shrink-0', item.severity === 'bad' ? 'text-bad' : 'text-warn')}
      />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="text-[12px] leading-4 text-ink3">
          {[gateway?.paused?.reason, detail, since].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Action item={item} data={data} />
    </li>
  );
}

function Go({ to, children }: { to: Parameters<typeof Link>[0]; children: ReactNode }) {
  return (
    <Link {...to} className={buttonClass()}>
      {children}
    </Link>
  );
}

/** Whose role may press the button of a code; the others may look. */
const NEEDS: Record<string, Need> = {
  gateway_credentials: 'admin',
  paused_all: 'operate',
  gateway_paused: 'operate',
  no_task: 'admin',
  server_was_down: 'operate',
};

function Action({ item, data }: { item: Item; data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const resumeGateway = useResumeGateway();
  const resume = useChange(
    () => api.POST('/api/v1/resume', { body: {} }),
    () => toast(t('shell:resumed_done')),
  );
  const id = item.gateway_id ?? undefined;
  if (!may(NEEDS[item.code] ?? 'read')) return null;
  switch (item.code) {
    case 'paused_all':
      return (
        <Button busy={resume.isPending} onClick={() => resume.mutate()}>
          {t('shell:resume')}
        </Button>
      );
    case 'gateway_paused':
      return (
        <Button busy={resumeGateway.isPending} onClick={() => id !== undefined && resumeGateway.mutate(id)}>
          {t('gateways:resume')}
        </Button>
      );
    case 'gateway_credentials':
      return (
        <Go to={{ to: '/gateways', search: { id: String(id), edit: '1' } as never }}>{t('dashboard:do.credential')}</Go>
      );
    case 'gateway_down':
      return <Go to={{ to: '/gateways', search: { id: String(id) } as never }}>{t('dashboard:do.gateway')}</Go>;
    case 'uncertain_waiting':
      return <Go to={{ to: '/conferir' }}>{t('dashboard:do.check')}</Go>;
    case 'failed_today':
      return (
        <Go to={queueLink({ status: 'failed', gateway_id: id, updated_after: startOfDay(data.now, format.timeZone) })}>
          {t('dashboard:do.failures')}
        </Go>
      );
    case 'no_task':
      return <Go to={{ to: '/tarefas', search: { new: String(id) } as never }}>{t('dashboard:do.task')}</Go>;
    case 'run_with_issues':
      return (
        <Go to={{ to: '/tarefas', search: { id: String(item.task_id ?? '') } as never }}>{t('dashboard:do.run')}</Go>
      );
    case 'window_ends_before_drain':
      return (
        <>
          <Button onClick={() => setOpen(true)}>{t('dashboard:options')}</Button>
          {open && <OptionsDialog data={data} onClose={() => setOpen(false)} />}
        </>
      );
    case 'server_was_down':
      return (
        <>
          <Button onClick={() => setOpen(true)}>{t('dashboard:do.decide')}</Button>
          {open && <OutageDialog item={item} data={data} onClose={() => setOpen(false)} />}
        </>
      );
    default:
      return null;
  }
}
