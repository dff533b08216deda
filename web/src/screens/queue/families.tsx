import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import type { components } from '~/api/schema';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { type ApiStatus, statusFill } from '~/ui/status';
import { TAB, TAB_LIST } from '~/ui/tabs';
import { FAMILIES, type Family, STATUSES, searchOf, statusesOf, type View } from './filter';

export type Counts = components['schemas']['Counts'];

const sum = (counts: Counts, statuses: readonly ApiStatus[]) =>
  (statuses.length === 0 ? STATUSES : statuses).reduce((total, status) => total + counts[status], 0);

/** Tabs by family with counts. They are filters of one list, so they are links. */
export function Families({ view, counts }: { view: View; counts: Counts | null }) {
  const t = useT();
  const format = useFormat();
  return (
    <nav aria-label={t('queue:families')} className={TAB_LIST}>
      {(Object.keys(FAMILIES) as Family[]).map((family) => (
        <Link
          key={family}
          to="/fila"
          search={searchOf({ ...view, family, status: [] }) as never}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={view.family === family ? 'page' : undefined}
          activeProps={{}}
          className={clsx(TAB, 'shrink-0')}
        >
          {t(`queue:family.${family}`)}
          {counts && <span className="font-normal text-ink3">{format.integer(sum(counts, FAMILIES[family]))}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** A thin strip in the proportions of what is shown; a click narrows to one status. */
export function Ribbon({
  view,
  counts,
  onPick,
}: {
  view: View;
  counts: Counts | null;
  onPick: (status: ApiStatus) => void;
}) {
  const t = useT();
  const format = useFormat();
  const wanted = statusesOf(view);
  const shown = counts
    ? STATUSES.filter((status) => counts[status] > 0 && (wanted.length === 0 || wanted.includes(status)))
    : [];
  return (
    <ul aria-label={t('queue:ribbon')} className="mt-3 flex h-1.5 gap-px overflow-hidden rounded-full bg-line">
      {shown.map((status) => {
        const words = `${t(`status:${status}`)}: ${format.integer(counts?.[status] ?? 0)}`;
        return (
          <li key={status} className="min-w-1" style={{ flexGrow: counts?.[status] ?? 0, flexBasis: 0 }}>
            <button
              type="button"
              aria-label={words}
              data-tip={words}
              onClick={() => onPick(status)}
              className={clsx('block h-1.5 w-full', statusFill(status))}
            />
          </li>
        );
      })}
    </ul>
  );
}
