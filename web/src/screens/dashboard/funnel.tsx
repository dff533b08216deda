// Of what was included in a while, how far it got. Where no gateway confirms delivery, it stops at what was sent.

import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { queueLink } from '~/app/selected';
import { fromLocalInput, useFormat } from '~/format';
import { type Key, useT } from '~/i18n';
import { Panel } from '~/ui/panel';
import type { Dashboard } from './data';

/** Midnight of the company's day, as the grid's filter wants it. */
export function startOfDay(now: string, timeZone: string): string {
  return fromLocalInput(`${new Intl.DateTimeFormat('sv', { timeZone }).format(Date.parse(now))}T00:00`, timeZone);
}

type Stage = { key: Key; n: number; fill: string; link: Parameters<typeof queueLink>[0] };

export type Figures = Dashboard['funnel_today'];
type FunnelProps = {
  data: Dashboard;
  figures: Figures;
  /** Since when: what its links filter by. */
  from: string;
  title: string;
  since: string;
};

export function Funnel({ data, figures: funnel, from, title, since }: FunnelProps) {
  const t = useT();
  const format = useFormat();
  // What is counted is what happened in this while, to messages of any age: the links ask for the same.
  const changed = { updated_after: from };
  const receipts = data.gateways.map((gateway) => gateway.receipts);
  const delivered = receipts.some((one) => one !== 'none');
  const read = receipts.includes('read');
  const stages: Stage[] = [
    { key: 'dashboard:included', n: funnel.included, fill: 'bg-st-waiting', link: { created_from: from } },
    { key: 'dashboard:sent', n: funnel.sent, fill: 'bg-st-sent', link: { sent_from: from } },
  ];
  if (delivered)
    stages.push({
      key: 'dashboard:delivered',
      n: funnel.delivered,
      fill: 'bg-st-delivered',
      link: { ...changed, status: ['delivered', 'read'] },
    });
  if (read)
    stages.push({
      key: 'dashboard:read',
      n: funnel.read,
      fill: 'bg-st-read',
      link: { ...changed, status: ['read'] },
    });
  const out = [
    { key: 'dashboard:out.failed', n: funnel.failed, status: 'failed', bad: true },
    { key: 'dashboard:out.uncertain', n: funnel.uncertain, status: 'uncertain' },
    { key: 'dashboard:out.cancelled', n: funnel.cancelled, status: 'cancelled' },
    { key: 'dashboard:out.expired', n: funnel.expired, status: 'expired' },
  ] as const;
  const silent = data.gateways.filter((gateway) => gateway.receipts === 'none').map((gateway) => gateway.name);
  return (
    <Panel title={title} aside={since}>
      <ol className="flex flex-col gap-3 px-5 pt-2 pb-4">
        {stages.map((stage, index) => {
          const before = index === 0 ? stage.n : (stages[index - 1]?.n ?? 0);
          const share = stages[0]?.n ? stage.n / stages[0].n : 0;
          return (
            <li key={stage.key} className="flex items-center gap-4 max-md:flex-wrap max-md:gap-y-1">
              <span className="w-20 shrink-0">{t(stage.key)}</span>
              <span
                aria-hidden
                className="h-[22px] min-w-24 flex-1 overflow-hidden rounded-sm bg-line/50 max-md:order-3 max-md:basis-full"
              >
                <span
                  className={clsx('block h-full rounded-sm opacity-85', stage.fill)}
                  style={{ width: `${Math.min(100, share * 100)}%` }}
                />
              </span>
              <span className="flex w-52 items-baseline gap-2.5 max-md:w-auto">
                <Link {...queueLink(stage.link)} className="font-semibold hover:underline">
                  {format.integer(stage.n)}
                </Link>
                <span className="text-[12px] text-ink3">
                  {index === 0
                    ? format.percent(1)
                    : t('dashboard:of_previous', { share: format.percent(before ? stage.n / before : 0) })}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
      <div className="mx-5 border-t border-line py-3 text-ink2">
        <p>
          {t('dashboard:out')}{' '}
          {out.map((one, index) => (
            <span key={one.key}>
              {index > 0 && ' · '}
              <Link
                {...queueLink({ ...changed, status: one.status })}
                className={clsx('underline underline-offset-2 hover:text-ink', 'bad' in one && one.n > 0 && 'text-bad')}
              >
                {t(one.key, { count: one.n })}
              </Link>
            </span>
          ))}
        </p>
        {silent.length > 0 && (
          <p className="mt-1 text-[12px] text-ink3">{t('dashboard:no_receipts', { names: format.list(silent) })}</p>
        )}
        {read && <p className="mt-1 text-[12px] text-ink3">{t('dashboard:read_undercounts')}</p>}
      </div>
    </Panel>
  );
}
