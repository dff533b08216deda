import { Link } from '@tanstack/react-router';
import { ArrowRight, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { PauseGateway, useResumeGateway } from '~/screens/gateways/pause-gateway';
import { GatewayPill } from '~/screens/gateways/state';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { Empty } from '~/ui/states';
import { Table, Td, Th, Tr } from '~/ui/table';
import type { Dashboard, GatewayHealth } from './data';
import { ago } from './data';

export function Health({ data }: { data: Dashboard }) {
  const t = useT();
  const [pausing, setPausing] = useState<GatewayHealth | null>(null);
  return (
    <Panel
      title={t('dashboard:health')}
      aside={
        <Link to="/gateways" className="inline-flex items-center gap-1 hover:text-ink">
          {t('dashboard:see_all')}
          <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      }
    >
      {data.gateways.length === 0 ? (
        <Empty title={t('dashboard:no_gateway')} />
      ) : (
        <Table label={t('dashboard:health')} className="pb-1">
          <thead>
            <tr>
              <Th className="pl-5">{t('dashboard:gateway')}</Th>
              <Th>{t('ui:state')}</Th>
              <Th>{t('dashboard:pace_of_limit')}</Th>
              <Th>{t('dashboard:in_queue')}</Th>
              <Th>{t('dashboard:errors')}</Th>
              <Th className="pr-5">
                <span className="sr-only">{t('ui:actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.gateways.map((gateway) => (
              <Row key={gateway.gateway_id} gateway={gateway} now={data.now} onPause={() => setPausing(gateway)} />
            ))}
          </tbody>
        </Table>
      )}
      {pausing && (
        <PauseGateway
          gateway={{ id: pausing.gateway_id, name: pausing.name, waiting: pausing.waiting }}
          onClose={() => setPausing(null)}
        />
      )}
    </Panel>
  );
}

/** A bar of what leaves against what may leave. */
export function PaceBar({ sent, perSecond }: { sent: number; perSecond: number | null }) {
  const format = useFormat();
  const limit = perSecond ? Math.round(perSecond * 60) : null;
  const words = limit ? `${format.integer(sent)} / ${format.integer(limit)}` : format.integer(sent);
  return (
    <span className="flex items-center gap-3">
      {limit && (
        <span aria-hidden className="h-1.5 w-32 overflow-hidden rounded-full bg-line max-xl:w-16">
          <span className="block h-full bg-accent" style={{ width: `${Math.min(100, (sent / limit) * 100)}%` }} />
        </span>
      )}
      <span className="whitespace-nowrap">{words}</span>
    </span>
  );
}

function Row({ gateway, now, onPause }: { gateway: GatewayHealth; now: string; onPause: () => void }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const resume = useResumeGateway();
  const id = gateway.gateway_id;
  return (
    <Tr>
      <Td className="pl-5">
        <Link to="/gateways" search={{ id: String(id) } as never} className="font-medium hover:underline">
          {gateway.name}
        </Link>{' '}
        <span className="text-ink3">{t.maybe(`gateways:kind.${gateway.kind}`) ?? gateway.kind}</span>
        {gateway.delivery_mode !== 'live' && (
          <span className="ml-2 text-sim">{t(`gateways:mode.${gateway.delivery_mode}`)}</span>
        )}
      </Td>
      <Td>
        <GatewayPill state={gateway.state} />
        {gateway.paused?.until && (
          <span className="ml-1 text-[12px] text-ink3">
            {t('gateways:until', { at: format.moment(gateway.paused.until, Date.parse(now)) })}
          </span>
        )}
      </Td>
      <Td>
        <Link {...queueLink({ gateway_id: id, sent_from: ago(now, 1) })} className="hover:underline">
          <PaceBar sent={gateway.sent_last_minute} perSecond={gateway.rate_limit_per_second} />
        </Link>
      </Td>
      <Td>
        <Link {...queueLink({ gateway_id: id, status: 'waiting' })} className="hover:underline">
          {format.integer(gateway.waiting)}
        </Link>
      </Td>
      <Td>
        <Link
          {...queueLink({ gateway_id: id, status: ['failed', 'uncertain'], updated_after: ago(now, 60) })}
          className={gateway.errors_last_hour > 0 ? 'font-semibold text-bad hover:underline' : 'hover:underline'}
        >
          {format.integer(gateway.errors_last_hour)}
        </Link>
      </Td>
      <Td className="pr-5 text-right">
        {may('operate') &&
          (gateway.paused ? (
            <Button
              kind="quiet"
              busy={resume.isPending}
              aria-label={t('gateways:resume_name', { name: gateway.name })}
              onClick={() => resume.mutate(id)}
            >
              <Play aria-hidden />
              {t('gateways:resume')}
            </Button>
          ) : (
            <Button kind="quiet" aria-label={t('gateways:pause_name', { name: gateway.name })} onClick={onPause}>
              <Pause aria-hidden />
              {t('gateways:pause')}
            </Button>
          ))}
      </Td>
    </Tr>
  );
}
