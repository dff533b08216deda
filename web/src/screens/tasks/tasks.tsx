import { Pencil, Play, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { $api, api } from '~/api/client';
import { useChange, useNames, useNouns, useSave } from '~/api/nouns';
import type { components } from '~/api/schema';
import { useParam } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Switch } from '~/ui/checkbox';
import { Listing, RemoveDialog } from '~/ui/listing';
import { Page } from '~/ui/panel';
import { ErrorBox } from '~/ui/states';
import { Td, Tr } from '~/ui/table';
import { nextFirings } from './cron';
import { TaskForm } from './form';
import { planWords } from './plan-words';
import { RunBar, RunList, RunPill } from './runs';

export type Task = components['schemas']['Task'];
type Run = components['schemas']['Run'];

export default function Tasks() {
  const t = useT();
  const may = useMay();
  const tasks = useNouns('tasks');
  const [id, setId] = useParam('id');
  const [forGateway, setForGateway] = useParam('new');
  const [form, setForm] = useState<Task | 'new' | null>(null);
  const [removing, setRemoving] = useState<Task | null>(null);
  const runs = $api.useQuery('get', '/api/v1/runs', { params: { query: { limit: 200 } } }, { refetchInterval: 5000 });
  const selected = tasks.data?.find((task) => String(task.id) === id);
  return (
    <Page
      title={t('menu:tasks')}
      actions={
        may('admin') && (
          <Button kind="primary" onClick={() => setForm('new')}>
            <Plus aria-hidden />
            {t('tasks:new')}
          </Button>
        )
      }
    >
      <Listing
        label={t('menu:tasks')}
        what={t('tasks:what')}
        query={tasks}
        rows={tasks.data}
        head={[t('ui:name'), t('tasks:schedule'), t('tasks:next'), t('tasks:last'), t('ui:state')]}
        empty={{ title: t('tasks:empty'), more: t('tasks:empty_more') }}
      >
        {(task) => (
          <Row
            key={task.id}
            task={task}
            last={runs.data?.items.find((run) => run.task_id === task.id)}
            selected={task.id === selected?.id}
            onOpen={() => setId(task.id === selected?.id ? undefined : task.id)}
            onEdit={() => setForm(task)}
            onRemove={() => setRemoving(task)}
          />
        )}
      </Listing>
      <RunList
        title={selected ? t('tasks:runs_of', { name: selected.name }) : t('tasks:runs')}
        runs={(runs.data?.items ?? []).filter((run) => !selected || run.task_id === selected.id)}
        error={runs.error}
        loading={runs.isPending}
      />
      {(form || forGateway) && (
        <TaskForm
          task={form === 'new' || form === null ? undefined : form}
          gatewayId={forGateway ? Number(forGateway) : undefined}
          onClose={() => {
            setForm(null);
            if (forGateway) setForGateway(undefined);
          }}
        />
      )}
      {removing && (
        <RemoveDialog
          noun="tasks"
          id={removing.id}
          name={removing.name}
          what={t('tasks:remove_what')}
          onClose={() => setRemoving(null)}
          onDone={() => setId(undefined)}
        />
      )}
    </Page>
  );
}

type RowProps = {
  task: Task;
  last: Run | undefined;
  selected: boolean;
  onOpen: () => void;
  onEdit: () => void;
  onRemove: () => void;
};

function Row({ task, last, selected, onOpen, onEdit, onRemove }: RowProps) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const names = useNames('gateways');
  const save = useSave('tasks');
  const run = useChange(
    () => api.POST('/api/v1/tasks/{id}/run', { params: { path: { id: task.id } }, body: {} }),
    () => toast(t('tasks:started', { name: task.name })),
  );
  const now = serverNow();
  const [next] = task.enabled === false ? [] : nextFirings(task.cron, task.time_zone, now, 1);
  const error = run.error ?? save.error;
  return (
    <>
      <Tr className={selected ? 'bg-accent-soft' : undefined}>
        <Td className="pl-5">
          <button
            type="button"
            aria-expanded={selected}
            className="text-left font-medium hover:underline"
            onClick={onOpen}
          >
            {task.name}
          </button>
          <p className="text-[12px] leading-4 text-ink3">
            {format.list(task.gateway_ids.map((gateway) => names(gateway)))}
            {task.limit !== undefined && ` · ${t('tasks:limited', { count: task.limit })}`}
          </p>
        </Td>
        <Td>{planWords(task.cron, t, format)}</Td>
        <Td className="whitespace-nowrap">
          {next ? <span title={format.full(next)}>{format.ago(next, now)}</span> : '—'}
        </Td>
        <Td>
          {last ? (
            last.finished_at ? (
              <span className="flex flex-wrap items-center gap-x-2">
                <RunPill status={last.status} />
                <span className="text-ink3">
                  {format.ago(last.started_at, now)} ·{' '}
                  {format.span(Date.parse(last.finished_at) - Date.parse(last.started_at))}
                </span>
              </span>
            ) : (
              <RunBar run={last} />
            )
          ) : (
            <span className="text-ink3">{t('tasks:never')}</span>
          )}
        </Td>
        <Td>
          {may('admin') ? (
            <Switch
              bare
              label={t('tasks:enabled_name', { name: task.name })}
              checked={task.enabled !== false}
              onChange={(enabled) => save.mutate({ id: task.id, record: { enabled } })}
            />
          ) : (
            t(task.enabled === false ? 'ui:off' : 'ui:on')
          )}
        </Td>
        <Td className="text-right whitespace-nowrap">
          {may('operate') && (
            <Button busy={run.isPending} onClick={() => run.mutate()}>
              <Play aria-hidden />
              {t('tasks:run_now')}
            </Button>
          )}
          {may('admin') && (
            <>
              <IconButton label={t('ui:edit')} onClick={onEdit}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton label={t('ui:remove')} onClick={onRemove}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </Td>
      </Tr>
      {error && (
        <tr>
          <td colSpan={6} className="px-5 pb-2">
            <ErrorBox error={error} />
          </td>
        </tr>
      )}
    </>
  );
}
