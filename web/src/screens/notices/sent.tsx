// A notice on its way: how far it is, what became of its messages, its stop and undo, and the proof.

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { queueLink } from '~/app/selected';
import { useMay } from '~/app/session';
import { toast } from '~/app/tray';
import { serverNow, useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { ReasonDialog } from '~/ui/form-dialog';
import { Facts, Page, Panel } from '~/ui/panel';
import { ErrorBox, Note } from '~/ui/states';
import { type ApiStatus, Status } from '~/ui/status';
import type { NoticeView } from './draft';
import { LeftOut } from './left-out';
import { ProofPanel } from './proof';
import { NoticeState } from './state';

export function Sent({ notice, onLeave }: { notice: NoticeView; onLeave: () => void }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const [undoing, setUndoing] = useState(false);
  const path = { params: { path: { id: notice.id } } };
  const stop = useChange(() => api.POST('/api/v1/notices/{id}/stop', path as never));
  const resume = useChange(() => api.POST('/api/v1/notices/{id}/send', path as never));
  const undo = useChange(
    (reason: string) => api.POST('/api/v1/notices/{id}/undo', { ...path, body: { reason } } as never),
    (answer: { cancelled?: number } | undefined) => {
      setUndoing(false);
      toast(t('notices:undone', { count: answer?.cancelled ?? 0 }));
    },
  );
  const share = notice.total > 0 ? Math.min(1, notice.considered / notice.total) : 1;
  const statuses = Object.entries(notice.messages).filter(([, n]) => n > 0) as [ApiStatus, number][];
  const running = notice.status === 'running';
  return (
    <Page
      title={notice.name}
      sub={
        <span className="flex flex-wrap items-center gap-3">
          <button type="button" className="text-accent" onClick={onLeave}>
            {t('notices:back')}
          </button>
          <NoticeState status={notice.status} />
        </span>
      }
      actions={
        may('operate') && (
          <>
            {running && (
              <Button busy={stop.isPending} onClick={() => stop.mutate()}>
                {t('ui:stop')}
              </Button>
            )}
            {notice.status === 'stopped' && (
              <Button kind="primary" busy={resume.isPending} onClick={() => resume.mutate()}>
                {t('notices:resume')}
              </Button>
            )}
            {notice.status !== 'undone' && (
              <Button kind="danger" onClick={() => setUndoing(true)}>
                {t('notices:undo')}
              </Button>
            )}
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {(stop.error ?? resume.error) && <ErrorBox error={stop.error ?? resume.error} />}
        {running && (
          <div>
            <p className="mb-1" aria-live="polite">
              {t('notices:progress', { n: notice.considered, total: notice.total })}
            </p>
            <progress
              className="h-1.5 w-full"
              value={share}
              max={1}
              aria-label={t('notices:progress', { n: notice.considered, total: notice.total })}
            />
          </div>
        )}
        {notice.outage && notice.hold_id && Date.parse(notice.outage.until) > serverNow() && (
          <Note tone="warn">{t('notices:held', { when: format.moment(notice.outage.until, serverNow()) })}</Note>
        )}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2">
          <Panel
            title={t('notices:messages')}
            aside={
              <Link {...queueLink({ batch_ref: `notice:${notice.id}` })} className={buttonClass('plain', 'sm')}>
                {t('notices:in_queue')}
              </Link>
            }
          >
            <div className="px-5 pt-1 pb-4">
              <Facts
                items={[
                  { name: t('notices:customers'), value: format.integer(notice.total) },
                  { name: t('notices:made'), value: format.integer(notice.created) },
                  ...statuses.map(([status, n]) => ({ name: <Status status={status} />, value: format.integer(n) })),
                  { name: t('notices:sent_by'), value: notice.sent_by ?? '—' },
                  { name: t('notices:when'), value: notice.started_at ? format.full(notice.started_at) : '—' },
                ]}
              />
            </div>
          </Panel>
          <Panel title={t('notices:left_out_title')}>
            <div className="px-5 pt-1 pb-4">
              {Object.keys(notice.left_out).length > 0 ? (
                <LeftOut reasons={notice.left_out} />
              ) : (
                <p className="text-ink2">{t('notices:nobody_left_out')}</p>
              )}
            </div>
          </Panel>
        </div>
        <ProofPanel notice={notice} />
      </div>
      {undoing && (
        <ReasonDialog
          open
          onClose={() => setUndoing(false)}
          title={t('notices:undo_title')}
          description={t('notices:undo_what')}
          submit={t('notices:undo')}
          kind="danger-solid"
          busy={undo.isPending}
          error={undo.error}
          onSubmit={(reason) => undo.mutate(reason)}
        />
      )}
    </Page>
  );
}
