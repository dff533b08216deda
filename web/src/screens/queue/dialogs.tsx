// The dialogs over the queue, loaded when one is first asked for.

import type { Asking } from './asking';
import { BulkDialog } from './bulk-dialog';
import { ExportDialog } from './export-dialog';
import { PendingDialog } from './pending-dialog';
import { PlaceDialog } from './place-dialog';

export default function Dialogs({
  asking,
  onClose,
  onDone,
}: {
  asking: Asking;
  onClose: () => void;
  onDone: () => void;
}) {
  if (asking.what === 'bulk')
    return <BulkDialog action={asking.action} target={asking.target} onClose={onClose} onDone={onDone} />;
  if (asking.what === 'pending')
    return <PendingDialog filter={asking.filter} words={asking.words} onClose={onClose} onDone={onDone} />;
  if (asking.what === 'place') return <PlaceDialog message={asking.message} onClose={onClose} />;
  return <ExportDialog filter={asking.filter} words={asking.words} onClose={onClose} />;
}
