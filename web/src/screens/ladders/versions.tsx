// What the ladder was: each publication with who made it; an older one can be taken into the draft and published again.

import { $api } from '~/api/client';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Panel } from '~/ui/panel';
import { ErrorBox } from '~/ui/states';
import { draftOf, type Ladder, type LadderDraft } from './draft';

const SHOWN = 5;

type VersionsProps = { ladder: Ladder; editable: boolean; onTake: (draft: LadderDraft) => void };

export function Versions({ ladder, editable, onTake }: VersionsProps) {
  const t = useT();
  const format = useFormat();
  const versions = $api.useQuery('get', '/api/v1/ladders/{id}/versions', {
    params: { path: { id: ladder.id }, query: { limit: SHOWN } },
  });
  return (
    <Panel title={t('ladders:versions')}>
      <div className="px-5 pb-4">
        {versions.error && <ErrorBox error={versions.error} onRetry={() => versions.refetch()} />}
        <ul className="flex flex-col gap-2">
          {(versions.data?.items ?? []).map((one, index) => (
            <li key={one.version} className="flex flex-wrap items-center justify-between gap-x-3">
              <span>
                {t('ladders:version', { n: one.version })}{' '}
                <span className="text-ink3">
                  {format.minute(one.at)} · {one.actor}
                </span>
              </span>
              {index === 0 ? (
                <span className="text-ink2">{t('ladders:in_force')}</span>
              ) : (
                editable && (
                  <Button
                    kind="quiet"
                    onClick={() => onTake(draftOf({ ...ladder, ...(one.ladder as Partial<Ladder>) }))}
                  >
                    {t('ladders:take_version')}
                  </Button>
                )
              )}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
