// What is still missing before the first message can leave: shown after the first run until it is done or put away.

import { Link } from '@tanstack/react-router';
import { Circle, CircleCheck } from 'lucide-react';
import { $api } from '~/api/client';
import { useNouns } from '~/api/nouns';
import { usePreference } from '~/app/preferences';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { Panel } from '~/ui/panel';

export function Checklist() {
  const t = useT();
  const may = useMay();
  const [hidden, setHidden] = usePreference('checklist_hidden', false);
  const wanted = may('admin') && !hidden;
  const gateways = useNouns('gateways', wanted);
  const windows = useNouns('windows', wanted);
  const templates = useNouns('templates', wanted);
  const tasks = useNouns('tasks', wanted);
  const ladders = useNouns('ladders', wanted);
  const customers = $api.useQuery('get', '/api/v1/customers', { params: { query: { limit: 1 } } }, { enabled: wanted });
  const lists = [gateways, windows, templates, tasks, ladders, customers];
  if (!wanted || lists.some((list) => list.data === undefined)) return null;
  const has = (list: { data?: readonly unknown[] }) => (list.data?.length ?? 0) > 0;
  const steps = [
    { key: 'gateway', to: '/gateways', done: has(gateways) },
    { key: 'window', to: '/horarios', done: has(windows) },
    { key: 'template', to: '/modelos', done: has(templates) },
    { key: 'customers', to: '/importacoes', done: (customers.data?.items.length ?? 0) > 0 },
    { key: 'ladder', to: '/regua', done: has(ladders) },
    {
      key: 'task',
      to: '/tarefas',
      done: has(tasks) || (gateways.data ?? []).some((gateway) => gateway.queue_mode === 'continuous'),
    },
  ] as const;
  const left = steps.filter((step) => !step.done).length;
  if (left === 0) return null;
  return (
    <Panel
      className="mb-4"
      title={t('dashboard:checklist')}
      aside={
        <Button kind="quiet" size="sm" onClick={() => setHidden(true)}>
          {t('dashboard:checklist_hide')}
        </Button>
      }
    >
      <ol className="grid gap-x-6 px-5 pt-1 pb-3 md:grid-cols-2">
        {steps.map((step) => (
          <li key={step.key} className="flex min-h-10 items-center gap-2.5 border-b border-line last:border-0">
            {step.done ? (
              <CircleCheck aria-label={t('ui:yes')} className="size-4 shrink-0 text-ok" />
            ) : (
              <Circle aria-label={t('ui:no')} className="size-4 shrink-0 text-ink3" />
            )}
            <span className="min-w-0 flex-1">{t(`dashboard:check.${step.key}`)}</span>
            {!step.done && (
              <Link to={step.to} className={buttonClass('plain', 'sm')}>
                {t(`dashboard:check_do.${step.key}`)}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
