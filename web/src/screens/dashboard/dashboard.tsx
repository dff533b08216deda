import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { PartyPopper } from 'lucide-react';
import { useState } from 'react';
import { PauseAllButton } from '~/app/pause';
import { queueLink, useParam } from '~/app/selected';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Page, Panel } from '~/ui/panel';
import { ErrorBox, Note, Skeleton } from '~/ui/states';
import { Attention } from './attention';
import { BurnDown } from './burn-down';
import { Checklist } from './checklist';
import { type Dashboard, useDashboard } from './data';
import { Days, PERIODS, Period } from './days';
import { forecastSentence } from './forecast';
import { Funnel, startOfDay } from './funnel';
import { Health } from './health';
import { OptionsDialog } from './options';
import { Pace } from './pace';

export default function DashboardScreen() {
  const t = useT();
  const format = useFormat();
  const dashboard = useDashboard();
  const data = dashboard.data;
  const [asked, setPeriod] = useParam('periodo');
  const period = PERIODS.find((one) => one === asked) ?? 'today';
  return (
    <Page
      title={t('menu:dashboard')}
      sub={
        data && (
          <span className="first-letter:uppercase">
            {format.longDay(data.now)} · {format.time(data.now)} · {format.zone}
          </span>
        )
      }
      actions={
        <>
          <Period value={period} onChange={(next) => setPeriod(next === 'today' ? undefined : next)} />
          <PauseAllButton />
        </>
      }
    >
      {dashboard.error && !data && (
        <ErrorBox what={t('dashboard:what')} error={dashboard.error} onRetry={() => dashboard.refetch()} />
      )}
      {dashboard.isPending && <Loading />}
      {data && (
        <>
          {data.holiday_today && (
            <Note tone="warn" className="mb-4 flex items-center gap-2">
              <span className="flex items-center gap-2">
                <PartyPopper aria-hidden className="size-4 shrink-0 text-warn" />
                {t('dashboard:holiday', { name: data.holiday_today.name })}
              </span>
            </Note>
          )}
          <Checklist />
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_370px]">
            {period === 'today' ? (
              <>
                <Panel className="grid grid-cols-[minmax(0,1fr)] xl:col-span-2 xl:grid-cols-[minmax(0,1fr)_370px]">
                  <Forecast data={data} />
                  <div className="border-line p-5 max-xl:border-t xl:border-l">
                    <Pace data={data} />
                  </div>
                </Panel>
                <Funnel
                  data={data}
                  figures={data.funnel_today}
                  from={startOfDay(data.now, format.timeZone)}
                  title={t('dashboard:funnel')}
                  since={t('dashboard:funnel_since')}
                />
              </>
            ) : (
              <Days data={data} days={period} />
            )}
            <div className="flex flex-col gap-4">
              <Attention data={data} />
              <Upcoming data={data} />
            </div>
            <div className="min-w-0 xl:col-span-2">
              <Health data={data} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

const TONES = { ok: 'text-ok', warn: 'text-warn', bad: 'text-bad', plain: 'text-ink2' } as const;

function Forecast({ data }: { data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  const [options, setOptions] = useState(false);
  const said = forecastSentence(data, format);
  const now = Date.parse(data.now);
  const drawn = data.waiting > 0 || data.burndown.history.some((point) => point.waiting > 0);
  return (
    <div className="min-w-0 p-5">
      <h2 className="text-[22px] leading-7 font-semibold tracking-[-0.015em] text-balance max-md:text-[18px] max-md:leading-6">
        <span className={said.tail || said.tone === 'plain' ? undefined : TONES[said.tone]}>{t(...said.head)}</span>
        {said.tail && (
          <>
            {' '}
            <span className={TONES[said.tone]}>{t(...said.tail)}</span>
          </>
        )}
        {said.options && (
          <Button className="ml-3 align-middle" onClick={() => setOptions(true)}>
            {t('dashboard:options')}
          </Button>
        )}
      </h2>
      <p className="mt-0.5 text-[14px] text-ink2">
        <Link {...queueLink({ status: 'waiting' })} className="hover:underline">
          {t('dashboard:waiting', { count: data.waiting })}
        </Link>
        {' · '}
        <Link {...queueLink({ status: 'sending' })} className="hover:underline">
          {t('dashboard:sending', { count: data.sending })}
        </Link>
        {data.uncertain > 0 && (
          <>
            {' · '}
            <Link to="/conferir" className="text-warn hover:underline">
              {t('dashboard:to_check', { count: data.uncertain })}
            </Link>
          </>
        )}
        {data.window.closes_at && (
          <span>
            {' · '}
            {t('dashboard:open_until', { at: format.moment(data.window.closes_at, now) })}
          </span>
        )}
        {!data.window.closes_at && data.window.opens_at && (
          <span>
            {' · '}
            {t('dashboard:opens_at', { at: format.moment(data.window.opens_at, now) })}
          </span>
        )}
      </p>
      <div className="mt-4">
        {drawn ? <BurnDown data={data} /> : <p className="py-16 text-center text-ink3">{t('dashboard:no_history')}</p>}
      </div>
      <p className={clsx('text-[12px] text-ink3', !data.drains_at && 'hidden')}>{t('dashboard:assumption')}</p>
      {options && <OptionsDialog data={data} onClose={() => setOptions(false)} />}
    </div>
  );
}

function Upcoming({ data }: { data: Dashboard }) {
  const t = useT();
  const format = useFormat();
  if (data.upcoming.length === 0) return null;
  return (
    <Panel title={t('dashboard:upcoming')}>
      <ul className="px-5 pt-1 pb-4">
        {data.upcoming.slice(0, 3).map((one) => (
          <li key={`${one.task_id} ${one.at}`} className="flex items-baseline gap-3 py-1">
            <Link
              to="/tarefas"
              search={{ id: String(one.task_id) } as never}
              className="min-w-0 flex-1 truncate hover:underline"
            >
              {one.name}
            </Link>
            <span className="text-ink3">{format.moment(one.at, Date.parse(data.now))}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Loading() {
  const t = useT();
  return (
    <div role="status" aria-label={t('ui:loading')} className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_370px]">
      <div className="h-[420px] rounded-lg border border-line bg-surface p-5">
        <Skeleton className="h-7 w-2/3" />
        <Skeleton className="mt-3 h-4 w-1/3" />
        <Skeleton className="mt-6 h-56" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-5">
        <Skeleton className="h-10 w-1/2" />
        <Skeleton className="mt-6 h-36" />
      </div>
    </div>
  );
}
