import clsx from 'clsx';
import {
  ArrowRightLeft,
  CircleDot,
  Clock,
  type LucideIcon,
  RotateCw,
  Send,
  TriangleAlert,
  Undo2,
  UserRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Lookups } from '~/app/lookups';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import type { MessageDetail } from './panel';

type Item = { at: string; title: string; more?: ReactNode; icon: LucideIcon; tone?: 'bad' | 'warn' | 'ok' };

const ICONS: Record<string, LucideIcon> = {
  included: Clock,
  resent: RotateCw,
  undone: Undo2,
  rerouted: ArrowRightLeft,
  next_channel: ArrowRightLeft,
  cancelled_by_person: UserRound,
  resolved_sent: UserRound,
  resolved_not_sent: UserRound,
};

const TOLD_BY_ATTEMPTS = new Set([
  'started',
  'accepted',
  'not_sent',
  'rejected_transient',
  'rejected_permanent',
  'outcome_unknown',
]);

/** The life of a message: inclusion, attempts, confirmations and what people did, oldest first. */
export function Timeline({ message, lookups }: { message: MessageDetail; lookups: Lookups }) {
  const items = useItems(message, lookups);
  const format = useFormat();
  return (
    <ol>
      {items.map((item, place) => {
        const { icon: Icon } = item;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a history is only ever appended to
          <li key={place} className="relative flex gap-3 pb-4 last:pb-0">
            {place < items.length - 1 && (
              <span aria-hidden className="absolute top-6 bottom-0 left-[7px] w-px bg-line2" />
            )}
            <Icon
              aria-hidden
              className={clsx(
                'mt-0.5 size-[15px] shrink-0',
                item.tone === 'bad'
                  ? 'text-bad'
                  : item.tone === 'warn'
                    ? 'text-warn'
                    : item.tone === 'ok'
                      ? 'text-ok'
                      : 'text-ink3',
              )}
            />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap justify-between gap-x-3">
                <span className="font-medium">{item.title}</span>
                <time dateTime={item.at} className="text-ink3" data-tip={format.full(item.at)}>
                  {format.second(item.at)}
                </time>
              </p>
              {item.more && <div className="text-[12px] leading-[18px] break-words text-ink2">{item.more}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** What is told of a move, a line each; nothing where there is nothing. */
function Told({ lines }: { lines: readonly string[] }) {
  const said = lines.filter(Boolean);
  return said.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ));
}

function useItems(message: MessageDetail, lookups: Lookups): Item[] {
  const t = useT();
  const format = useFormat();
  const changesOf = (move: MessageDetail['history'][number]) =>
    (move.changes ?? []).map((change) => {
      const value = (text: string | null) =>
        text === null
          ? '—'
          : change.field === 'amount'
            ? format.money(Number(text))
            : change.field === 'invoice'
              ? (t.maybe(`message:invoice.${text}`) ?? text)
              : text;
      const name = t(`message:change.${change.field}`);
      return t('message:changed', { name, before: value(change.before), after: value(change.after) });
    });
  const items: Item[] = [];
  for (const move of message.history) {
    if (TOLD_BY_ATTEMPTS.has(move.reason) && message.attempts.length > 0) continue;
    const who = move.actor && t('message:by', { who: move.actor });
    const note = move.note && `“${move.note}”`;
    const origin =
      move.reason === 'included' ? t('message:from_origin', { origin: t(`word:origin.${message.origin}`) }) : null;
    items.push({
      at: move.at,
      title: t.maybe(`message:move.${move.reason}`) ?? t(`status:${move.to}`),
      more: <Told lines={[[origin, who, note].filter(Boolean).join(' · '), ...changesOf(move)]} />,
      icon: ICONS[move.reason] ?? CircleDot,
      tone: move.to === 'failed' ? 'bad' : move.to === 'delivered' || move.to === 'read' ? 'ok' : undefined,
    });
  }
  for (const attempt of message.attempts) {
    const outcome = attempt.outcome ?? 'pending';
    const took = attempt.ended_at
      ? format.shortSpan(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at))
      : null;
    const gateway = lookups.gateway(attempt.gateway_id)?.name ?? `#${attempt.gateway_id}`;
    const answer = attempt.code && `${t.maybe(`code:${attempt.code}`) ?? attempt.code} (${attempt.code})`;
    items.push({
      at: attempt.started_at,
      title: t(`message:attempt.${outcome}`, { n: attempt.number }),
      more: (
        <>
          {[gateway, took, answer].filter(Boolean).join(' · ')}
          {!attempt.counted && attempt.outcome && <span className="block">{t('message:not_counted')}</span>}
          {attempt.provider_id && (
            <span className="block">
              {t('message:provider_id')} <code className="font-mono">{attempt.provider_id}</code>
            </span>
          )}
        </>
      ),
      icon: outcome === 'accepted' || outcome === 'pending' ? Send : outcome === 'unknown' ? TriangleAlert : RotateCw,
      tone: outcome === 'accepted' ? undefined : outcome === 'rejected' || outcome === 'unknown' ? 'warn' : undefined,
    });
  }
  // Sort is stable: an inclusion stays before an attempt of the same millisecond.
  return items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
