import { Link } from '@tanstack/react-router';
import {
  CircleAlert,
  CircleCheck,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  SkipForward,
  Square,
} from 'lucide-react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import type { components } from '~/api/schema';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { Empty, ErrorBox, SkeletonRows } from '~/ui/states';
import { Pill } from '~/ui/status';
import { Table, Td, Th, Tr } from '~/ui/table';

type Run = components['schemas']['Run'];

const LOOKS: Record<Run['status'], readonly ['grey' | 'ok' | 'warn' | 'bad' | 'accent', LucideIcon]> = {
  queued: ['grey', Hourglass],
  running: ['accent', LoaderCircle],
  completed: ['ok', CircleCheck],
  completed_with_issues: ['warn', CircleAlert],
  stopped: ['grey', Square],
  failed: ['bad', CircleX],
  skipped: ['grey', SkipForward],
};

export function RunPill({ status }: { status: Run['status'] }) {
  const t = useT();
  const [tone, Icon] = LOOKS[status];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`tasks:run.${status}`)}
    </Pill>
  );
}

/** How far an open run is. */
export function RunBar({ run }: { run: Run }) {
  const t = useT();
  const format = useFormat();
  const done = run.due - run.remaining;
  const share = run.due > 0 ? done / run.due : 1;
  return (
    <span className="flex items-center gap-2">
      <progress aria-label={t('tasks:run.running')} max={1} value={share} className="tray-progress h-1.5 w-28" />
      <span className="whitespace-nowrap">
        {format.integer(done)} / {format.integer(run.due)}
      </span>
    </span>
  );
}

const COUNTS = ['sent', 'failed', 'uncertain', 'cancelled', 'expired', 'deferred', 'remaining'] as const;
/** The statuses that the messages of a count have. */
const STATUSES: Record<(typeof COUNTS)[number], string | readonly string[]> = {
  sent: ['sent', 'delivered', 'read'],
  failed: 'failed',
  uncertain: 'uncertain',
  cancelled: 'cancelled',
  expired: 'expired',
  deferred: 'waiting',
  remaining: ['waiting', 'sending'],
};

export function RunList({
  title,
  runs,
  error,
  loading,
}: {
  title: string;
  runs: readonly Run[];
  error: unknown;
  loading: boolean;
}) {
  const t = useT();
  return (
    <Panel title={title} className="mt-4">
      {Boolean(error) && <ErrorBox what={t('tasks:runs_what')} error={error} className="m-4" />}
      {loading && <SkeletonRows rows={4} />}
      {!loading && runs.length === 0 && <Empty title={t('tasks:no_runs')} />}
      {runs.length > 0 && (
        <Table label={title}>
          <thead>
            <tr>
              <Th className="pl-5">{t('tasks:started_at')}</Th>
              <Th>{t('ui:state')}</Th>
              <Th className="text-right">{t('tasks:count.due')}</Th>
              {COUNTS.map((name) => (
                <Th key={name} className="text-right">
                  {t(`tasks:count.${name}`)}
                </Th>
              ))}
              <Th>{t('tasks:took')}</Th>
              <Th>
                <span className="sr-only">{t('ui:actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, 50).map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function RunRow({ run }: { run: Run }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const stop = useChange(
    () => api.POST('/api/v1/runs/{id}/stop', { params: { path: { id: run.id } }, body: {} }),
    () => toast(t('tasks:stopped_done')),
  );
  const open = run.status === 'running' || run.status === 'queued';
  return (
    <Tr>
      <Td className="pl-5 whitespace-nowrap">{format.second(run.started_at)}</Td>
      <Td>{open && run.due > 0 ? <RunBar run={run} /> : <RunPill status={run.status} />}</Td>
      <Td className="text-right">
        <Link {...queueLink({ run_id: run.id })} className="hover:underline">
          {format.integer(run.due)}
        </Link>
      </Td>
      {COUNTS.map((name) => (
        <Td key={name} className={run[name] > 0 && name === 'failed' ? 'text-right text-bad' : 'text-right'}>
          {run[name] > 0 ? (
            <Link {...queueLink({ run_id: run.id, status: STATUSES[name] })} className="hover:underline">
              {format.integer(run[name])}
            </Link>
          ) : (
            <span className="text-ink3">—</span>
          )}
        </Td>
      ))}
      <Td className="whitespace-nowrap text-ink3">
        {run.finished_at
          ? format.span(Date.parse(run.finished_at) - Date.parse(run.started_at))
          : run.expected_end && t('tasks:expected_end', { at: format.time(run.expected_end) })}
      </Td>
      <Td className="pr-5 text-right">
        {open && may('operate') && (
          <Button size="sm" kind="danger" busy={stop.isPending} onClick={() => stop.mutate()}>
            {t('ui:stop')}
          </Button>
        )}
      </Td>
    </Tr>
  );
}
