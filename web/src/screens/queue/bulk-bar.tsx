import { Ban, CalendarClock, ListOrdered, RotateCw, Shuffle, X } from 'lucide-react';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { askQueue } from './acting';
import type { Target } from './asking';
import type { BulkAction } from './operations';
import type { Selecting } from './selection';

const ACTIONS = [
  ['priority', ListOrdered],
  ['reschedule', CalendarClock],
  ['reroute', Shuffle],
  ['resend', RotateCw],
] as const satisfies readonly [BulkAction, unknown][];

type BulkBarProps = { selecting: Selecting; target: Target; total: number | null; onAll: () => void };

/** Takes the place of the filters while something is selected, so that nothing below it moves. */
export function BulkBar({ selecting, target, total, onAll }: BulkBarProps) {
  const t = useT();
  const format = useFormat();
  const { selection } = selecting;
  const whole = selection.kind === 'filter';
  const n = selection.kind === 'ids' ? selection.ids.size : null;
  return (
    <section
      aria-label={t('queue:selection')}
      className="flex min-h-[30px] w-full flex-wrap items-center gap-2 rounded-md bg-accent-soft pl-3"
    >
      <p role="status" className="font-semibold">
        {whole
          ? selection.count === null
            ? t('queue:all_selected')
            : t('queue:all_selected_n', { count: selection.count })
          : t('queue:selected', { count: n ?? 0 })}
      </p>
      {!whole && (
        <button type="button" className="font-medium text-accent underline underline-offset-2" onClick={onAll}>
          {total === null ? t('queue:select_all') : t('queue:select_all_n', { n: total })}
        </button>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {ACTIONS.map(([action, Icon]) => (
          <Button key={action} onClick={() => askQueue({ what: 'bulk', action, target })}>
            <Icon aria-hidden />
            {t(`queue:act.${action}`)}
          </Button>
        ))}
        <Button kind="danger" onClick={() => askQueue({ what: 'bulk', action: 'cancel', target })}>
          <Ban aria-hidden />
          {n === null ? t('queue:act.cancel') : t('queue:cancel_n', { n: format.integer(n) })}
        </Button>
        <IconButton label={t('queue:clear_selection')} onClick={selecting.clear}>
          <X aria-hidden />
        </IconButton>
      </div>
    </section>
  );
}
