// What a run today would make: of what is published, and of the draft in its place. Neither changes anything.

import { useState } from 'react';
import { api, queryClient } from '~/api/client';
import { patchOf, useChange, useSave } from '~/api/nouns';
import { toast } from '~/app/tray';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Dialog } from '~/ui/dialog';
import { ErrorBox, Note, Skeleton } from '~/ui/states';
import { draftOf, type Ladder, type LadderDraft, offsetName, PARTS, recordOf } from './draft';
import { type Simulated, TRIAL, useTrial } from './trial';

type PublishProps = { ladder: Ladder; draft: LadderDraft; changes: number; onClose: () => void };

export function PublishDialog({ ladder, draft, changes, onClose }: PublishProps) {
  const t = useT();
  const now = useTrial(ladder, draftOf(ladder));
  const then = useTrial(ladder, draft);
  const save = useSave('ladders', () => {
    toast(t('ladders:published'));
    onClose();
  });
  const run = useChange(
    () =>
      api.POST('/api/v1/ladders/{id}/run', { params: { path: { id: ladder.id } } } as never) as Promise<{
        data?: Simulated;
      }>,
    (answer) => {
      toast(t('ladders:ran', { count: answer.created }));
      // What was tried before this run would promise its messages again.
      void queryClient.resetQueries({ queryKey: [TRIAL] });
      onClose();
    },
  );
  const [anyway, setAnyway] = useState(false);
  const shown = changes > 0 ? then : now;
  const remarks = shown.data?.remarks ?? [];
  const more = changes > 0 && now.data && then.data ? then.data.created - now.data.created : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(changes > 0 ? 'ladders:publish_title' : 'ladders:simulation')}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
          {changes > 0 ? (
            <Button
              kind="primary"
              busy={save.isPending}
              disabled={!then.data || (remarks.length > 0 && !anyway)}
              onClick={() => save.mutate({ id: ladder.id, record: patchOf(draftRecord(ladder), recordOf(draft)) })}
            >
              {t('ladders:publish')}
            </Button>
          ) : (
            ladder.enabled !== false && (
              <Button
                kind="primary"
                busy={run.isPending}
                disabled={!now.data || now.data.created === 0}
                onClick={() => run.mutate()}
              >
                {t('ladders:run_now')}
              </Button>
            )
          )}
        </>
      }
    >
      {shown.isPending && (
        <div role="status" aria-label={t('ui:loading')}>
          <Skeleton className="h-7 w-2/3" />
          <Skeleton className="mt-2 h-4 w-1/2" />
        </div>
      )}
      {shown.error && <ErrorBox what={t('ladders:simulation')} error={shown.error} onRetry={() => shown.refetch()} />}
      {shown.data && <Outcome result={shown.data} more={more} off={!draft.enabled} />}
      {remarks.length > 0 && (
        <Note tone="warn" className="mt-4">
          <p className="font-medium">{t('ladders:remarks')}</p>
          <ul className="mt-1 list-disc pl-5">
            {remarks.map((one) => (
              <li key={`${one.step} ${one.template_id} ${one.code}`}>
                {offsetName(one.step, t('ladders:due'))}: {t(`ladders:remark.${one.code}`)}
              </li>
            ))}
          </ul>
          {changes > 0 && <Checkbox checked={anyway} onChange={setAnyway} label={t('ladders:publish_anyway')} />}
        </Note>
      )}
      {changes > 0 && <Diff before={draftOf(ladder)} after={draft} />}
      {changes > 0 && <Note className="mt-4">{t('ladders:publish_note')}</Note>}
      {(save.error ?? run.error) && <ErrorBox error={save.error ?? run.error} className="mt-3" />}
    </Dialog>
  );
}

const draftRecord = (ladder: Ladder) => recordOf(draftOf(ladder));

function Outcome({ result, more, off }: { result: Simulated; more: number | null; off: boolean }) {
  const t = useT();
  const format = useFormat();
  const skipped = Object.entries(result.skipped).sort((a, b) => b[1] - a[1]);
  return (
    <div>
      <p className="text-[22px] leading-7 font-semibold tracking-[-0.015em]">
        {t('ladders:would_create', { count: result.created })}
      </p>
      {result.created > 0 && (
        <p className="mt-0.5 text-[14px]">
          {t('ladders:to_customers', { count: result.customers })} ·{' '}
          {t('ladders:owing', { amount: format.money(result.open_cents) })}
        </p>
      )}
      <p className="mt-0.5 text-ink2">
        {t('ladders:considered', { count: result.considered })}
        {result.duplicates > 0 && ` · ${t('ladders:already', { count: result.duplicates })}`}
        {more !== null && ` · ${t('ladders:compared', { n: `${more > 0 ? '+' : ''}${format.integer(more)}` })}`}
      </p>
      {off && <p className="mt-1 font-medium text-warn">{t('ladders:off_note')}</p>}
      {skipped.length > 0 && (
        <table className="mt-3 w-full">
          <caption className="pb-1 text-left font-medium">{t('ladders:skipped')}</caption>
          <tbody>
            {skipped.map(([reason, n]) => (
              <tr key={reason} className="border-t border-line">
                <td className="py-1.5">{t.maybe(`ladders:skip.${reason}`) ?? reason}</td>
                <td className="py-1.5 text-right">{format.integer(n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Diff({ before, after }: { before: LadderDraft; after: LadderDraft }) {
  const t = useT();
  const words = (draft: LadderDraft) =>
    draft.steps.map((step) => ({
      key: JSON.stringify(step),
      text: `${offsetName(step.offset_days, t('ladders:due'))}${step.time ? ` ${step.time}` : ''}`,
    }));
  const [old, next] = [words(before), words(after)];
  const gone = old.filter((one) => !next.some((other) => other.key === one.key));
  const fresh = next.filter((one) => !old.some((other) => other.key === one.key));
  const parts = PARTS.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (gone.length + fresh.length + parts.length === 0) return null;
  return (
    <div className="mt-4 flex flex-wrap gap-x-6 gap-y-1">
      {gone.length > 0 && (
        <p>
          <span className="text-ink3">{t('ladders:diff_out')} </span>
          <del className="text-bad">{gone.map((one) => one.text).join(', ')}</del>
        </p>
      )}
      {fresh.length > 0 && (
        <p>
          <span className="text-ink3">{t('ladders:diff_in')} </span>
          <ins className="text-ok no-underline">{fresh.map((one) => one.text).join(', ')}</ins>
        </p>
      )}
      {parts.length > 0 && (
        <p>
          <span className="text-ink3">{t('ladders:diff_parts')} </span>
          {parts.map((name) => t(`ladders:part.${name}`)).join(', ')}
        </p>
      )}
    </div>
  );
}
