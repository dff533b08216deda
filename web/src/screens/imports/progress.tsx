// A file on its way in: how far it is read and written, what came of its rows, its stop, its undo, and the refused rows.

import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { useChange } from '~/api/nouns';
import { queueLink } from '~/app/selected';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { ReasonDialog } from '~/ui/form-dialog';
import { Panel } from '~/ui/panel';
import { ErrorBox, Note } from '~/ui/states';
import { atWork, type Import } from './fields';
import { ImportState } from './state';

export function Progress({ one, onLeave }: { one: Import; onLeave: () => void }) {
  const t = useT();
  const [undoing, setUndoing] = useState(false);
  const path = { params: { path: { id: one.id } } };
  const stop = useChange(() => api.POST('/api/v1/imports/{id}/stop', path as never));
  const resume = useChange(() => api.POST('/api/v1/imports/{id}/start', path as never));
  const undo = useChange(
    (reason: string) => api.POST('/api/v1/imports/{id}/undo', { ...path, body: { reason } } as never),
    () => setUndoing(false),
  );
  const running = one.status === 'reading' || one.status === 'writing';
  const over = !atWork(one.status);
  return (
    <>
      <Panel title={one.name} aside={<ImportState status={one.status} />} className="pb-5">
        <div className="flex flex-col gap-3 px-5" aria-live="polite">
          <Bar name={t('imports:read')} done={one.read} total={one.rows} />
          <Bar name={t('imports:written')} done={one.written} total={one.rows} />
          <p className="text-ink2">
            {[
              t('imports:added', { count: one.created }),
              t('imports:changed', { count: one.updated }),
              t('imports:same', { count: one.unchanged }),
              t('imports:refused', { count: one.refused }),
            ].join(' · ')}
          </p>
          {(stop.error ?? resume.error) && <ErrorBox error={stop.error ?? resume.error} />}
          {one.undone && <Undone kind={one.kind} undone={one.undone} />}
          {!over && <p className="text-ink3">{t('imports:goes_on')}</p>}
          {one.forgotten && <Note tone="info">{t('imports:forgotten')}</Note>}
          <div className="flex flex-wrap gap-2">
            {running && (
              <Button busy={stop.isPending} onClick={() => stop.mutate()}>
                {t('ui:stop')}
              </Button>
            )}
            {one.status === 'stopped' && !one.forgotten && (
              <Button kind="primary" busy={resume.isPending} onClick={() => resume.mutate()}>
                {t('imports:resume')}
              </Button>
            )}
            {one.refused > 0 && !one.forgotten && (
              <a className={buttonClass()} href={`/api/v1/imports/${one.id}/refused.csv`} download>
                <Download aria-hidden />
                {t('imports:download')}
              </a>
            )}
            {one.kind === 'messages' && one.created > 0 && (
              <Link {...queueLink({ batch_ref: `import:${one.id}` })} className={buttonClass()}>
                {t('ui:open_queue')}
              </Link>
            )}
            {over && one.status !== 'undone' && one.created > 0 && !one.forgotten && (
              <Button kind="danger" onClick={() => setUndoing(true)}>
                {t('imports:undo')}
              </Button>
            )}
            {over ? (
              <Button kind="primary" onClick={onLeave}>
                {t('imports:another')}
              </Button>
            ) : (
              <Button onClick={onLeave}>{t('ui:back')}</Button>
            )}
          </div>
        </div>
      </Panel>
      {undoing && (
        <ReasonDialog
          open
          onClose={() => setUndoing(false)}
          title={t('imports:undo_title')}
          description={t(`imports:undo_what.${one.kind}`)}
          submit={t('imports:undo')}
          kind="danger-solid"
          busy={undo.isPending}
          error={undo.error}
          onSubmit={(reason) => undo.mutate(reason)}
        />
      )}
    </>
  );
}

function Bar({ name, done, total }: { name: string; done: number; total: number }) {
  const t = useT();
  return (
    <div>
      <p className="mb-1 flex justify-between">
        <span>{name}</span>
        <span className="text-ink2">{t('imports:progress', { done, total })}</span>
      </p>
      <progress aria-label={name} max={total} value={done} className="tray-progress h-2 w-full" />
    </div>
  );
}

/** What the undo did so far, and what it left as it is. */
function Undone({ kind, undone }: { kind: Import['kind']; undone: NonNullable<Import['undone']> }) {
  const t = useT();
  const kept = Object.entries(undone.kept).filter(([, n]) => n > 0);
  return (
    <Note tone={kept.length > 0 ? 'warn' : 'ok'}>
      {[
        ...(kind === 'messages' ? [] : [t('imports:removed', { count: undone.removed })]),
        ...(kind === 'customers' ? [] : [t('imports:cancelled', { count: undone.cancelled })]),
        ...kept.map(([reason, n]) => `${t.maybe(`imports:kept.${reason}`) ?? reason}: ${n}`),
      ].join(' · ')}
    </Note>
  );
}
