import { type ColumnDef, createColumnHelper } from '@tanstack/react-table';
import clsx from 'clsx';
import { FilterX } from 'lucide-react';
import { ChannelIcon } from '~/app/channel';
import type { Lookups } from '~/app/lookups';
import type { Format } from '~/format';
import type { Translate } from '~/i18n';
import { Status, shownStatus } from '~/ui/status';
import { lines, values } from './data-values';
import type { Row } from './pages';

/** In the order of the document that the product comes from; then those that one may add. */
export const COLUMNS = [
  'id',
  'customer',
  'data',
  'status',
  'created_at',
  'sent_at',
  'address',
  'gateway',
  'template',
  'priority',
  'due_at',
  'next_attempt_at',
  'expires_at',
  'error_code',
  'origin',
  'purpose',
  'batch_ref',
] as const;
export type Column = (typeof COLUMNS)[number];

export const SHOWN_AT_FIRST: readonly Column[] = ['id', 'customer', 'data', 'status', 'created_at', 'sent_at'];
/** Left out while the panel takes their place. */
export const BESIDE_PANEL: readonly Column[] = [
  'created_at',
  'sent_at',
  'due_at',
  'next_attempt_at',
  'expires_at',
  'address',
  'origin',
  'purpose',
  'batch_ref',
  'gateway',
  'priority',
];

/** What somebody on call needs of a row. */
export const ON_PHONE: readonly Column[] = ['customer', 'status'];

const WIDTHS: Record<Column, number> = {
  id: 92,
  customer: 214,
  data: 380,
  status: 148,
  created_at: 130,
  sent_at: 130,
  address: 150,
  gateway: 170,
  template: 170,
  priority: 92,
  due_at: 130,
  next_attempt_at: 130,
  expires_at: 130,
  error_code: 150,
  origin: 140,
  purpose: 120,
  batch_ref: 130,
};

export type Words = { t: Translate; format: Format; lookups: Lookups; now: number };

const helper = createColumnHelper<Row>();

export function columns({ t, format, lookups, now }: Words): ColumnDef<Row, unknown>[] {
  const when = (value: string | null) =>
    value ? (
      <time dateTime={value} data-tip={format.full(value)}>
        {format.second(value)}
      </time>
    ) : (
      <span className="text-ink3">—</span>
    );
  const grey = (value: string | null | undefined) => <span className="text-ink2">{value || '—'}</span>;
  const cells: Record<Column, (row: Row) => React.ReactNode> = {
    id: (row) => <span className="text-ink2">{row.id}</span>,
    customer: (row) => <span className="font-medium">{row.customer.name}</span>,
    data: (row) => <Data row={row} lookups={lookups} />,
    status: (row) => (
      <span className="inline-flex items-center">
        <Status
          key={row.changedAt}
          status={shownStatus(row, now)}
          className={clsx(row.changedAt && !row.left && 'flash')}
        />
        {row.left && (
          <span role="img" aria-label={t('queue:left')} data-tip={t('queue:left')} className="ml-1.5 text-ink3">
            <FilterX aria-hidden className="size-3.5" />
          </span>
        )}
      </span>
    ),
    created_at: (row) => when(row.created_at),
    sent_at: (row) => when(row.sent_at),
    address: (row) => grey(row.address),
    gateway: (row) => grey(lookups.gateway(row.gateway_id)?.name ?? `#${row.gateway_id}`),
    template: (row) => grey(lookups.template(row.template_id)?.name ?? `#${row.template_id}`),
    priority: (row) => grey(t(`word:priority.${row.priority}`)),
    due_at: (row) => when(row.due_at),
    next_attempt_at: (row) => when(row.next_attempt_at),
    expires_at: (row) => when(row.expires_at),
    error_code: (row) => grey(row.error_code && (t.maybe(`code:${row.error_code}`) ?? row.error_code)),
    origin: (row) => grey(t(`word:origin.${row.origin}`)),
    purpose: (row) => grey(t(`word:purpose.${row.purpose}`)),
    batch_ref: (row) => grey(row.batch_ref),
  };
  return COLUMNS.map((id) =>
    helper.display({
      id,
      header: t(`queue:column.${id}`),
      size: WIDTHS[id],
      minSize: 70,
      cell: ({ row }) => cells[id](row.original),
    }),
  );
}

function Data({ row, lookups }: { row: Row; lookups: Lookups }) {
  const template = lookups.template(row.template_id);
  const shown = values(row.data);
  return (
    <span className="flex items-center gap-2 overflow-hidden" data-tip={lines(row.data).slice(0, 14).join('\n')}>
      <ChannelIcon kind={lookups.gateway(row.gateway_id)?.kind} />
      <span className="shrink-0 font-mono text-[12px]">{template?.key ?? template?.name ?? `#${row.template_id}`}</span>
      <span className="truncate text-[12px] text-ink3">{shown.join(' · ')}</span>
    </span>
  );
}
