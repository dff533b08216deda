import { Download } from 'lucide-react';
import { useState } from 'react';
import { useLookups } from '~/app/lookups';
import { useFormat } from '~/format';
import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Note } from '~/ui/states';
import { useColumnChoice } from './column-choice';
import { COLUMNS } from './columns';
import { beginExport } from './export';
import type { MessageFilter } from './filter';

/** Says how the file is made before it is: page by page, in this tab. */
export function ExportDialog({
  filter,
  words,
  onClose,
}: {
  filter: MessageFilter;
  words: string;
  onClose: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const lookups = useLookups();
  const [choice] = useColumnChoice();
  const [busy, setBusy] = useState(false);
  const shown = choice.order.filter((column) => choice.shown.includes(column));
  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('queue:export_title')}
      description={t('queue:filter_is', { words })}
      actions={
        <>
          <Button onClick={onClose}>{t('ui:back')}</Button>
          <Button
            kind="primary"
            busy={busy}
            onClick={async () => {
              setBusy(true);
              const begun = await beginExport({
                filter,
                columns: shown.length > 0 ? shown : [...COLUMNS],
                words: { t, format, lookups, now: Date.now() },
              });
              setBusy(false);
              if (begun) onClose();
            }}
          >
            <Download aria-hidden />
            {t('queue:export_do')}
          </Button>
        </>
      }
    >
      <p className="mb-3">
        {t('queue:export_columns', { columns: shown.map((column) => t(`queue:column.${column}`)).join(', ') })}
      </p>
      <Note>{t('queue:export_how')}</Note>
    </Dialog>
  );
}
