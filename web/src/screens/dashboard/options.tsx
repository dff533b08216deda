// "Ver opções": the queue will not be empty before the sending hours end; what can be done about it.

import { Link } from '@tanstack/react-router';
import { CalendarClock, Gauge, Layers } from 'lucide-react';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import type { Dashboard } from './data';

export function OptionsDialog({ data, onClose }: { data: Dashboard; onClose: () => void }) {
  const t = useT();
  const may = useMay();
  const slowest = [...data.gateways].sort((a, b) => b.waiting - a.waiting)[0];
  const options = [
    {
      key: 'limit',
      icon: Gauge,
      shown: may('admin') && slowest !== undefined,
      link: { to: '/gateways', search: { id: String(slowest?.gateway_id), edit: '1' } as never },
    },
    { key: 'window', icon: CalendarClock, shown: may('billing'), link: { to: '/horarios' } },
    { key: 'postpone', icon: Layers, shown: may('operate'), link: queueLink({ status: 'waiting', priority: 'low' }) },
  ] as const;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('dashboard:options_title', { count: data.left_for_next_window })}
      description={t('dashboard:options_what')}
      actions={<Button onClick={onClose}>{t('ui:close')}</Button>}
    >
      <ul className="divide-y divide-line">
        {options
          .filter((option) => option.shown)
          .map(({ key, icon: Icon, link }) => (
            <li key={key} className="flex items-center gap-3 py-3">
              <Icon aria-hidden className="size-4 shrink-0 text-ink3" />
              <div className="min-w-0 flex-1">
                <p className="font-semibold">{t(`dashboard:option.${key}`)}</p>
                <p className="text-ink2">{t(`dashboard:option_more.${key}`, { name: slowest?.name ?? '' })}</p>
              </div>
              <Link {...link} className={buttonClass()}>
                {t(`dashboard:option_do.${key}`)}
              </Link>
            </li>
          ))}
      </ul>
    </Dialog>
  );
}
