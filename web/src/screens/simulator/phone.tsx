// The phone: what a customer would have received, newest at the bottom, as in the application it stands for.

import { Link } from '@tanstack/react-router';
import { Check, TriangleAlert } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { components } from '~/api/schema';
import { queueLink } from '~/app/selected';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { phone } from '~/screens/message/phone';
import { formatted } from '~/ui/bubble';

export type Received = components['schemas']['SandboxPhone']['items'][number];

/** Pixels from the end at which one still follows what arrives. */
const NEAR = 60;

export function Phone({ messages, children }: { messages: readonly Received[]; children: ReactNode }) {
  const t = useT();
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const newest = messages.at(-1)?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when something arrives, and only then
  useLayoutEffect(() => {
    if (follows.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);
  return (
    <section
      aria-label={t('simulator:phone')}
      className="mx-auto flex h-[min(760px,calc(100dvh-150px))] min-h-[420px] w-full max-w-[400px] flex-col overflow-hidden rounded-[28px] border-[7px] border-[#20262d] bg-wa-backdrop shadow-float dark:border-[#343d49]"
    >
      <header className="flex shrink-0 items-center gap-2 bg-[#075e54] px-4 py-2.5 text-white">{children}</header>
      <ol
        ref={list}
        // A region that scrolls must be reachable by keyboard; it is no log to be read out: four a second would be noise.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as said
        tabIndex={0}
        aria-label={t('simulator:messages')}
        onScroll={({ currentTarget: box }) => {
          follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
        }}
        className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-3 py-3"
      >
        {messages.length === 0 && (
          <li className="m-auto rounded-lg bg-surface px-4 py-3 text-center text-ink2">{t('simulator:nothing')}</li>
        )}
        {messages.map((message) => (
          <Arrived key={message.number} message={message} />
        ))}
      </ol>
    </section>
  );
}

function Arrived({ message }: { message: Received }) {
  const t = useT();
  const format = useFormat();
  const fine = message.answer === 'accepted' || message.answer === 'latency';
  return (
    <li className="max-w-[92%] shrink-0 self-start rounded-lg rounded-tl-none bg-surface px-2.5 dark:bg-[#202c33] pt-1.5 pb-1 text-[14px] leading-[19px] shadow-sm">
      <p className="flex flex-wrap items-baseline gap-x-2 text-[12px] leading-5">
        <span className="font-medium text-ok">
          {message.recipient ? phone(message.recipient) : t('simulator:no_number')}
        </span>
        {message.message_id && (
          <Link {...queueLink({ m: message.message_id })} className="text-ink3 underline-offset-2 hover:underline">
            {t('simulator:message', { id: message.message_id })}
          </Link>
        )}
      </p>
      <p className="break-words whitespace-pre-wrap">{formatted(message.text)}</p>
      <p className="mt-0.5 flex items-center justify-end gap-1 text-[11px] leading-4 text-ink3">
        {fine || message.answer === '' ? (
          <>
            {format.second(message.at_ms).slice(-8)}
            {fine && <Check role="img" aria-label={t('simulator:accepted')} className="size-3.5" />}
          </>
        ) : (
          <span className="flex items-center gap-1 text-warn">
            <TriangleAlert aria-hidden className="size-3.5" />
            {t.maybe(`simulator:answer.${message.answer}`) ?? t('simulator:answer.other')}
            <span className="text-ink3">{format.second(message.at_ms).slice(-8)}</span>
          </span>
        )}
      </p>
    </li>
  );
}
