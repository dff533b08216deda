import { useT } from '~/i18n';
import { Button } from '~/ui/button';
import { Copy } from '~/ui/copy';
import { Dialog } from '~/ui/dialog';

/** A secret that is shown this once. */
export function Once({
  title,
  what,
  secret,
  onClose,
}: {
  title: string;
  what: string;
  secret: string;
  onClose: () => void;
}) {
  const t = useT();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={what}
      actions={
        <Button kind="primary" onClick={onClose}>
          {t('access:kept_it')}
        </Button>
      }
    >
      <p className="flex items-center gap-2 rounded-md border border-line2 bg-sunken px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-[14px] break-all">{secret}</code>
        <Copy text={secret} label={t('ui:copy')} />
      </p>
    </Dialog>
  );
}
