import { Download } from 'lucide-react';
import { useT } from '~/i18n';
import { Button, buttonClass } from '~/ui/button';
import { Dialog } from '~/ui/dialog';
import { Note } from '~/ui/states';
import { useColumnChoice } from './column-choice';
import { COLUMNS } from './columns';
import { exportPath } from './export';
import type { MessageFilter } from './filter';

/** Says what the file will have; the server writes it and the browser keeps it. */
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
  const [choice] = useColumnChoice();
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
          <a
            download
            href={exportPath(filter, shown.length > 0 ? shown : COLUMNS, t.language)}
            className={buttonClass('primary')}
            onClick={onClose}
          >
            <Download aria-hidden />
            {t('queue:export_do')}
          </a>
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
