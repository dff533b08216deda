// The message as the customer sees it: with examples while it is written; once saved, with a real customer by a dry run.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api, body } from '~/api/client';
import { describeProblem } from '~/api/problem';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Bubble } from '~/ui/bubble';
import { Select } from '~/ui/select';
import { Note } from '~/ui/states';
import type { Template, TemplateDraft } from './draft';
import { example } from './variables';

const OFFERED = 20;

/** Without `template` the draft is not saved: then only examples can be shown. */
export function Preview({ template, draft }: { template: Template | undefined; draft: TemplateDraft }) {
  const t = useT();
  const format = useFormat();
  const [customerId, setCustomerId] = useState('example');
  const customers = $api.useQuery('get', '/api/v1/customers', { params: { query: { limit: OFFERED } } });
  const customer = template && customers.data?.items.find((one) => String(one.id) === customerId);
  const gatewayId = draft.bindings[0]?.gatewayId;
  const real = useQuery({
    queryKey: ['preview', template?.id, template?.version, customer?.id, gatewayId],
    enabled: Boolean(template && customer && gatewayId),
    retry: false,
    queryFn: async ({ signal }) => {
      if (!template || !customer || gatewayId === undefined) throw new Error('nothing to preview');
      const invoices = await body(
        api.GET('/api/v1/invoices', { params: { query: { customer_id: customer.id, limit: 1 } }, signal }),
      );
      const invoice = invoices.items[0];
      return body(
        api.POST('/api/v1/messages', {
          body: {
            dry_run: true,
            gateway_id: gatewayId,
            template_id: template.id,
            customer: { source: customer.source, external_id: customer.external_id, name: customer.name },
            ...(invoice ? { invoice: { source: invoice.source, external_id: invoice.external_id } } : {}),
          },
          signal,
        }),
      );
    },
  });
  const dry = real.data && 'preview' in real.data ? real.data : undefined;
  const text =
    dry?.preview ??
    example(draft.body)
      .map((piece) => piece.text)
      .join('');
  return (
    <aside
      aria-label={t('templates:preview')}
      className="flex w-[360px] shrink-0 flex-col border-l border-line max-xl:w-[300px] max-lg:w-full max-lg:border-l-0 max-lg:border-t"
    >
      <header className="flex min-h-[60px] items-center justify-between gap-3 px-4">
        <h2 className="font-semibold">{t('templates:preview')}</h2>
        {template && (customers.data?.items.length ?? 0) > 0 && (
          <Select
            label={t('templates:preview_with')}
            value={customerId}
            onChange={setCustomerId}
            className="max-w-52"
            options={[
              { value: 'example', label: t('templates:examples') },
              ...(customers.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.name })),
            ]}
          />
        )}
      </header>
      <div className="min-h-64 flex-1 overflow-y-auto bg-wa-backdrop p-5" aria-live="polite">
        {draft.body.trim() ? (
          <Bubble sent text={text} foot={format.time(serverNow())} />
        ) : (
          <p className="text-center text-ink2">{t('templates:preview_empty')}</p>
        )}
        {real.error && (
          <Note tone="bad" className="mt-3">
            {describeProblem(real.error, t).sentence}
          </Note>
        )}
        {dry?.warnings.map((warning) => (
          <Note key={warning.code} tone="warn" className="mt-3">
            {t.maybe(`templates:warning.${warning.code}`) ?? warning.code}
          </Note>
        ))}
      </div>
      <p className="border-t border-line px-4 py-3 text-[12px] leading-4 text-ink3">
        {t(template ? 'templates:preview_note' : 'templates:preview_unsaved')}
      </p>
    </aside>
  );
}
