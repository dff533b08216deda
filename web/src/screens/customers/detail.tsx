import { Link } from '@tanstack/react-router';
import { ArrowLeft, BadgeCheck, CalendarClock } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { $api } from '~/api/client';
import { useNames, useNouns, useRemove } from '~/api/nouns';
import type { components } from '~/api/schema';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { phone } from '~/screens/message/phone';
import { Button, IconButton } from '~/ui/button';
import { Facts, Page, Panel } from '~/ui/panel';
import { Empty, ErrorBox, Note, SkeletonRows } from '~/ui/states';
import { Status, shownStatus } from '~/ui/status';
import { Table, Td, Th, Tr } from '~/ui/table';
import { PaidDialog, PromiseDialog } from './actions';
import { MaskedDocument } from './document';

export type Customer = components['schemas']['Customer'];
type Invoice = components['schemas']['Invoice'];

export function CustomerDetail({ id, onBack }: { id: number; onBack: () => void }) {
  const t = useT();
  const may = useMay();
  const [asked, setAsked] = useState<'paid' | 'promise' | null>(null);
  const customer = $api.useQuery('get', '/api/v1/customers/{id}', { params: { path: { id } } });
  const invoices = $api.useQuery('get', '/api/v1/invoices', { params: { query: { customer_id: id, limit: 100 } } });
  const messages = $api.useQuery(
    'get',
    '/api/v1/messages',
    {
      params: { query: { customer: customer.data?.external_id ?? '', limit: 50 } },
    },
    { enabled: customer.data !== undefined },
  );
  const found = customer.data;
  const own = (messages.data?.items ?? []).filter((message) => message.customer.id === id);
  const open = (invoices.data?.items ?? []).filter((one) => one.status === 'open' || one.status === 'partial');
  return (
    <Page
      title={
        <span className="flex items-center gap-2">
          <IconButton label={t('ui:back')} onClick={onBack}>
            <ArrowLeft aria-hidden />
          </IconButton>
          {found?.name ?? t('customers:customer')}
        </span>
      }
      actions={
        found &&
        may('billing') && (
          <>
            <Button onClick={() => setAsked('promise')}>
              <CalendarClock aria-hidden />
              {t('customers:promise')}
            </Button>
            <Button kind="primary" disabled={open.length === 0} onClick={() => setAsked('paid')}>
              <BadgeCheck aria-hidden />
              {t('customers:paid')}
            </Button>
          </>
        )
      }
    >
      {customer.error && (
        <ErrorBox what={t('customers:what')} error={customer.error} onRetry={() => customer.refetch()} />
      )}
      {customer.isPending && <SkeletonRows rows={6} />}
      {found && (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[360px_minmax(0,1fr)]">
          <div className="flex flex-col gap-4">
            <Panel title={t('customers:data')}>
              <div className="px-5 pb-3">
                <Person customer={found} />
              </div>
            </Panel>
            <Holds customer={found} />
          </div>
          <div className="flex flex-col gap-4">
            <Invoices list={invoices.data?.items} error={invoices.error} />
            <Panel
              title={t('customers:messages')}
              aside={
                <Link {...queueLink({ customer: found.external_id })} className="hover:text-ink hover:underline">
                  {t('ui:open_queue')}
                </Link>
              }
            >
              <Messages list={own} loading={messages.isPending} error={messages.error} />
            </Panel>
          </div>
        </div>
      )}
      {asked === 'paid' && found && <PaidDialog invoices={open} onClose={() => setAsked(null)} />}
      {asked === 'promise' && found && <PromiseDialog customer={found} onClose={() => setAsked(null)} />}
    </Page>
  );
}

function Person({ customer }: { customer: Customer }) {
  const t = useT();
  const items: { name: string; value: ReactNode }[] = [
    { name: t('customers:number'), value: `${customer.external_id} (${customer.source})` },
    ...(customer.document
      ? [{ name: t('customers:document'), value: <MaskedDocument id={customer.id} masked={customer.document} /> }]
      : []),
    ...customer.contacts.map((contact) => ({
      name: t(`customers:kind.${contact.kind}`),
      value: contact.kind === 'email' ? contact.value : phone(contact.value),
    })),
    ...(customer.state ? [{ name: t('customers:state'), value: customer.state }] : []),
    ...(customer.branch_key ? [{ name: t('customers:branch'), value: customer.branch_key }] : []),
    ...customer.contracts.map((contract) => ({
      name: t('customers:contract'),
      value: [
        contract.external_id,
        contract.plan,
        contract.status && (t.maybe(`customers:contract.${contract.status}`) ?? contract.status),
      ]
        .filter(Boolean)
        .join(' · '),
    })),
    ...(customer.tags.length > 0 ? [{ name: t('customers:tags'), value: customer.tags.join(', ') }] : []),
    {
      name: t('customers:collection'),
      value: customer.collection?.allowed !== false ? t('customers:allowed') : t('customers:not_allowed'),
    },
  ];
  return <Facts items={items} />;
}

/** Promises and stops that are in force for this person. */
function Holds({ customer }: { customer: Customer }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const holds = useNouns('holds');
  const lift = useRemove('holds', () => toast(t('customers:lifted')));
  const now = serverNow();
  const own = (holds.data ?? []).filter(
    (hold) =>
      hold.scope === 'customer' && hold.target_id === customer.id && (!hold.until || Date.parse(hold.until) > now),
  );
  if (own.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {own.map((hold) => (
        <Note key={hold.id} tone="warn" title={hold.reason}>
          <span className="flex flex-wrap items-center justify-between gap-2">
            {hold.until ? t('customers:until', { at: format.minute(hold.until) }) : t('customers:no_end')}
            {may('billing') && (
              <Button size="sm" busy={lift.isPending} onClick={() => lift.mutate({ id: hold.id, reason: hold.reason })}>
                {t('customers:lift')}
              </Button>
            )}
          </span>
        </Note>
      ))}
      {lift.error && <ErrorBox error={lift.error} />}
    </div>
  );
}

function Invoices({ list, error }: { list: readonly Invoice[] | undefined; error: unknown }) {
  const t = useT();
  const format = useFormat();
  const rows = [...(list ?? [])].sort((a, b) => b.due_date.localeCompare(a.due_date));
  return (
    <Panel title={t('customers:invoices')}>
      {Boolean(error) && <ErrorBox what={t('customers:invoices')} error={error} />}
      {list?.length === 0 && <p className="px-5 pb-5 text-ink2">{t('customers:no_invoices')}</p>}
      {rows.length > 0 && (
        <Table label={t('customers:invoices')}>
          <thead>
            <tr>
              <Th className="pl-5">{t('customers:invoice')}</Th>
              <Th>{t('customers:due')}</Th>
              <Th className="text-right">{t('customers:amount')}</Th>
              <Th>{t('ui:state')}</Th>
              <Th>{t('customers:method')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((invoice) => (
              <Tr key={invoice.id}>
                <Td className="pl-5">
                  <Link {...queueLink({ invoice: invoice.external_id })} className="hover:underline">
                    {invoice.external_id}
                  </Link>
                </Td>
                <Td>{invoice.due_date.split('-').reverse().join('/')}</Td>
                <Td className="text-right whitespace-nowrap">{format.money(invoice.amount_cents)}</Td>
                <Td
                  className={`whitespace-nowrap ${invoice.status === 'open' || invoice.status === 'partial' ? 'font-medium' : 'text-ink3'}`}
                >
                  {t(`customers:invoice.${invoice.status}`)}
                </Td>
                <Td>
                  {invoice.payment_method
                    ? (t.maybe(`customers:method.${invoice.payment_method}`) ?? invoice.payment_method)
                    : '—'}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

type Row = components['schemas']['MessageSummary'];

function Messages({ list, loading, error }: { list: readonly Row[]; loading: boolean; error: unknown }) {
  const t = useT();
  const format = useFormat();
  const names = useNames('templates');
  const now = serverNow();
  if (error) return <ErrorBox what={t('customers:messages')} error={error} />;
  if (loading) return <SkeletonRows rows={3} />;
  if (list.length === 0) return <Empty title={t('customers:no_messages')} />;
  return (
    <Table label={t('customers:messages')}>
      <thead>
        <tr>
          <Th className="pl-5">ID</Th>
          <Th>{t('customers:template')}</Th>
          <Th>{t('ui:state')}</Th>
          <Th>{t('customers:included')}</Th>
          <Th>{t('customers:sent')}</Th>
        </tr>
      </thead>
      <tbody>
        {list.map((message) => (
          <Tr key={message.id}>
            <Td className="pl-5">
              <Link to="/fila" search={{ m: String(message.id) } as never} className="hover:underline">
                {message.id}
              </Link>
            </Td>
            <Td className="min-w-32">{names(message.template_id)}</Td>
            <Td>
              <Status status={shownStatus(message, now)} />
            </Td>
            <Td className="whitespace-nowrap">{format.minute(message.created_at)}</Td>
            <Td className="whitespace-nowrap">{message.sent_at ? format.minute(message.sent_at) : '—'}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
