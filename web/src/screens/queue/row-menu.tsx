import { useNavigate } from '@tanstack/react-router';
import { ArrowUpToLine, Ban, CalendarClock, ChevronsUpDown, Copy, Eye, RotateCw, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { SCREENS } from '~/app/screens';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { copy } from '~/ui/copy';
import { Menu, MenuItem, MenuSeparator } from '~/ui/menu';
import { askQueue, toFront } from './acting';
import type { Message } from './pages';

const RESENDABLE = ['uncertain', 'failed', 'expired'];

/** What may be done to this one message, as it is now. */
export default function RowMenu({
  row,
  trigger,
  onOpen,
  mayOperate,
}: {
  row: Message;
  trigger: ReactElement;
  onOpen: (id: number) => void;
  mayOperate: boolean;
}) {
  const t = useT();
  const navigate = useNavigate();
  const target = { kind: 'ids', ids: [row.id] } as const;
  const waits = row.status === 'waiting';
  return (
    <Menu trigger={trigger} defaultOpen>
      <MenuItem icon={<Eye aria-hidden />} onClick={() => onOpen(row.id)}>
        {t('queue:open')}
      </MenuItem>
      {mayOperate && waits && (
        <>
          <MenuItem icon={<ArrowUpToLine aria-hidden />} onClick={() => void toFront(row)}>
            {t('queue:to_front')}
          </MenuItem>
          <MenuItem icon={<ChevronsUpDown aria-hidden />} onClick={() => askQueue({ what: 'place', message: row })}>
            {t('queue:place')}
          </MenuItem>
          <MenuItem
            icon={<CalendarClock aria-hidden />}
            onClick={() => askQueue({ what: 'bulk', action: 'reschedule', target })}
          >
            {t('queue:act.reschedule')}
          </MenuItem>
        </>
      )}
      {mayOperate && RESENDABLE.includes(row.status) && (
        <MenuItem icon={<RotateCw aria-hidden />} onClick={() => askQueue({ what: 'bulk', action: 'resend', target })}>
          {t('queue:act.resend')}
        </MenuItem>
      )}
      <MenuItem icon={<Copy aria-hidden />} onClick={() => copy(String(row.id)).then(() => toast(t('ui:copied')))}>
        {t('queue:copy_id')}
      </MenuItem>
      {SCREENS.some((screen) => screen.path === '/clientes') && (
        <MenuItem
          icon={<UserRound aria-hidden />}
          onClick={() => void navigate({ to: `/clientes/${row.customer.id}` })}
        >
          {t('queue:see_customer')}
        </MenuItem>
      )}
      {mayOperate && (waits || row.status === 'sending' || row.status === 'uncertain') && (
        <>
          <MenuSeparator />
          <MenuItem
            danger
            icon={<Ban aria-hidden />}
            onClick={() => askQueue({ what: 'bulk', action: 'cancel', target })}
          >
            {t('queue:act.cancel')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
