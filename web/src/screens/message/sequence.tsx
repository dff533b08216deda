// The channels of a message that has several: which were tried, which it is at, and when it goes on.

import clsx from 'clsx';
import type { Lookups } from '~/app/lookups';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import type { MessageDetail } from './panel';
import { phone } from './phone';

export function Sequence({ message, lookups }: { message: MessageDetail; lookups: Lookups }) {
  const t = useT();
  const format = useFormat();
  const { sequence } = message;
  if (!sequence) return null;
  const tried = new Set(message.attempts.map((attempt) => attempt.gateway_id));
  return (
    <section>
      <h3 className="mb-1 font-semibold">{t('message:sequence')}</h3>
      <ol className="list-inside list-decimal">
        {sequence.steps.map((step, place) => {
          const state = step.skipped
            ? t('message:sequence.skipped')
            : place === sequence.step
              ? t('message:sequence.now')
              : tried.has(step.gateway_id)
                ? t('message:sequence.tried')
                : '';
          const address = step.address && phone(step.address);
          return (
            <li key={step.gateway_id} className={clsx(place === sequence.step && 'font-medium')}>
              {lookups.gateway(step.gateway_id)?.name ?? `#${step.gateway_id}`}
              <span className="font-normal text-ink2">
                {[address, state].filter(Boolean).map((text) => ` · ${text}`)}
              </span>
            </li>
          );
        })}
      </ol>
      {sequence.goes_on_at && (
        <p className="text-ink2">{t('message:sequence.goes_on', { at: format.minute(sequence.goes_on_at) })}</p>
      )}
      {sequence.ended && <p className="text-ink2">{t('message:sequence.ended')}</p>}
    </section>
  );
}
