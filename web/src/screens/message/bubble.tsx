import { CheckCheck } from 'lucide-react';
import { channelOf } from '~/app/channel';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import type { MessageDetail } from './panel';
import { Rich, segments } from './rich';

/** The message as the customer sees it; time and ticks only where they are true. */
export function Bubble({ message, kind }: { message: MessageDetail; kind: string | undefined }) {
  const t = useT();
  const channel = channelOf(kind);
  if (channel === 'email') {
    return (
      <figure className="rounded-lg border border-line bg-sunken p-3">
        <pre className="font-sans break-words whitespace-pre-wrap">{message.preview}</pre>
      </figure>
    );
  }
  const sms = channel === 'sms';
  const parts = segments(message.preview);
  return (
    <figure className={sms ? 'rounded-lg bg-line/60 p-4' : 'rounded-lg bg-wa-backdrop p-4'}>
      <div
        className={
          sms
            ? 'ml-auto w-fit max-w-[85%] rounded-xl rounded-tr-sm bg-accent-soft px-3 py-2 text-[14px]'
            : 'ml-auto w-fit max-w-[85%] rounded-lg rounded-tr-none bg-wa-bubble px-2.5 pt-2 pb-1 text-[14px] leading-[19px] text-ink dark:text-[#e9edef]'
        }
      >
        <p className="break-words whitespace-pre-wrap">{sms ? message.preview : <Rich text={message.preview} />}</p>
        <Meta message={message} />
      </div>
      {sms && (
        <figcaption className="mt-2 text-right text-[12px] text-ink2">
          {t('message:segments', { count: parts.n, alphabet: parts.alphabet })}
        </figcaption>
      )}
    </figure>
  );
}

function Meta({ message }: { message: MessageDetail }) {
  const t = useT();
  const format = useFormat();
  const { status } = message;
  const left = status === 'sent' || status === 'delivered' || status === 'read';
  const words = left && message.sent_at ? format.time(message.sent_at) : t(`message:bubble.${status}`);
  return (
    <p className="mt-0.5 flex items-center justify-end gap-1 text-[11px] leading-4 text-ink2 dark:text-[#e9edef]/80">
      {words}
      {(status === 'delivered' || status === 'read') && (
        <CheckCheck
          role="img"
          aria-label={t(`status:${status}`)}
          className={status === 'read' ? 'size-3.5 text-[#027eb5] dark:text-[#53bdeb]' : 'size-3.5'}
        />
      )}
    </p>
  );
}
