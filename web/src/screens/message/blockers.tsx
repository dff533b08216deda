import { Hourglass } from 'lucide-react';
import { useNouns } from '~/api/nouns';
import type { components } from '~/api/schema';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';

type Blocker = components['schemas']['Blocker'];

/** Why it waits, in words, the first reason first; and when it is expected to leave. */
export function Blockers({ blockers, expectedAt }: { blockers: readonly Blocker[]; expectedAt: string | null }) {
  const t = useT();
  const format = useFormat();
  const now = serverNow();
  const refOf = (blocker: Blocker) => {
    const trouble = blocker.ref?.startsWith('trouble/') ? blocker.ref.slice('trouble/'.length) : undefined;
    if (trouble === undefined) return blocker.ref ?? '';
    return t.maybe(`message:trouble.${trouble}`) ?? t.maybe(`code:${trouble}`) ?? trouble;
  };
  const holds = useNouns(
    'holds',
    blockers.some((blocker) => blocker.code === 'hold'),
  );
  /** The words of whoever paused it. */
  const reasonOf = (blocker: Blocker) => holds.data?.find((hold) => blocker.ref === `hold/${hold.id}`)?.reason;
  return (
    <section aria-label={t('message:why')} className="rounded-md border border-line bg-sunken px-3 py-2.5">
      <p className="flex items-center gap-2 font-semibold">
        <Hourglass aria-hidden className="size-[15px] text-ink3" />
        {expectedAt ? t('message:expected', { when: format.moment(expectedAt, now) }) : t('message:expected_unknown')}
      </p>
      {blockers.length > 0 && (
        <ul className="mt-1.5 flex list-disc flex-col gap-0.5 pl-5 marker:text-ink3">
          {blockers.map((blocker, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a code may be there twice, with other details
            <li key={place}>
              {t(`message:blocker.${blocker.code}`, { ref: refOf(blocker), n: blocker.n ?? 0 }).trim()}
              {reasonOf(blocker) && <span>: {reasonOf(blocker)}</span>}
              {blocker.until && (
                <span className="text-ink2"> {t('message:until', { when: format.moment(blocker.until, now) })}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
