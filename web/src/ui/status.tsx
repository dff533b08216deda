import clsx from 'clsx';
import {
  Ban,
  CalendarClock,
  Check,
  CheckCheck,
  CircleHelp,
  Clock,
  Eye,
  Hourglass,
  type LucideIcon,
  RotateCw,
  Send,
  ShieldBan,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { components } from '~/api/schema';
import { useT } from '~/i18n';

type Summary = components['schemas']['MessageSummary'];
export type ApiStatus = Summary['status'];

/** The statuses as people see them: three of the API's are shown as two or three. */
export const SHOWN = [
  'waiting',
  'scheduled',
  'retrying',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'uncertain',
  'cancelled',
  'prevented',
  'expired',
] as const;
export type ShownStatus = (typeof SHOWN)[number];

const LOOKS: Record<ShownStatus, { icon: LucideIcon; ink: string; fill: string; pill?: string }> = {
  waiting: { icon: Clock, ink: 'text-st-waiting', fill: 'bg-st-waiting' },
  scheduled: { icon: CalendarClock, ink: 'text-st-scheduled', fill: 'bg-st-scheduled' },
  retrying: { icon: RotateCw, ink: 'text-st-retrying', fill: 'bg-st-retrying', pill: 'bg-warn-soft' },
  sending: { icon: Send, ink: 'text-st-sending', fill: 'bg-st-sending' },
  sent: { icon: Check, ink: 'text-st-sent', fill: 'bg-st-sent' },
  delivered: { icon: CheckCheck, ink: 'text-st-delivered', fill: 'bg-st-delivered' },
  read: { icon: Eye, ink: 'text-st-read', fill: 'bg-st-read' },
  failed: { icon: TriangleAlert, ink: 'text-st-failed', fill: 'bg-st-failed', pill: 'bg-bad-soft' },
  uncertain: { icon: CircleHelp, ink: 'text-st-uncertain', fill: 'bg-st-uncertain', pill: 'bg-warn-soft' },
  cancelled: { icon: Ban, ink: 'text-st-cancelled', fill: 'bg-st-cancelled' },
  prevented: { icon: ShieldBan, ink: 'text-st-prevented', fill: 'bg-st-prevented' },
  expired: { icon: Hourglass, ink: 'text-st-expired', fill: 'bg-st-expired' },
};

const FAILED_BEFORE = new Set(['rejected_transient', 'not_sent', 'deferred', 'gateway_refused', 'outcome_unknown']);
const PREVENTED = new Set(['suppressed']);

/** What a message's status is called, given the clock: see the table of statuses in docs/reference/states.md. */
export function shownStatus(
  message: Pick<Summary, 'status' | 'reason' | 'due_at' | 'next_attempt_at'>,
  now: number,
): ShownStatus {
  if (message.status === 'waiting') {
    if (message.next_attempt_at && FAILED_BEFORE.has(message.reason)) return 'retrying';
    return message.due_at && Date.parse(message.due_at) > now ? 'scheduled' : 'waiting';
  }
  if (message.status === 'cancelled' && PREVENTED.has(message.reason)) return 'prevented';
  return message.status;
}

export const statusFill = (status: ShownStatus): string => LOOKS[status].fill;

export function StatusIcon({ status, className }: { status: ShownStatus; className?: string }) {
  const { icon: Icon, ink } = LOOKS[status];
  return <Icon aria-hidden className={clsx('size-[15px] shrink-0', ink, status === 'sending' && 'pulse', className)} />;
}

/** Icon and word; a tinted pill only for what needs somebody. */
export function Status({ status, className }: { status: ShownStatus; className?: string }) {
  const t = useT();
  const { ink, pill } = LOOKS[status];
  return (
    <span
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-sm font-medium whitespace-nowrap',
        ink,
        pill && clsx('-mx-1.5 px-1.5', pill),
        className,
      )}
    >
      <StatusIcon status={status} />
      {t(`status:${status}`)}
    </span>
  );
}

const TONES = {
  grey: 'text-ink2',
  ok: 'text-ok',
  warn: 'text-warn bg-warn-soft px-1.5',
  bad: 'text-bad bg-bad-soft px-1.5',
  accent: 'text-accent',
  sim: 'text-sim',
} as const;

/** The state of something else than a message: icon and word, in one of a few tones. */
export function Pill({
  tone = 'grey',
  icon,
  children,
}: {
  tone?: keyof typeof TONES;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-6 items-center gap-1.5 rounded-sm font-medium whitespace-nowrap [&_svg]:size-[15px]',
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
