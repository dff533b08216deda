import { Check, CircleStop, FileText, LoaderCircle, Undo2 } from 'lucide-react';
import { useT } from '~/i18n';
import { Pill } from '~/ui/status';
import type { Import } from './fields';

const LOOKS = {
  draft: { tone: 'grey', icon: FileText },
  reading: { tone: 'accent', icon: LoaderCircle },
  writing: { tone: 'accent', icon: LoaderCircle },
  stopped: { tone: 'warn', icon: CircleStop },
  completed: { tone: 'ok', icon: Check },
  undoing: { tone: 'accent', icon: Undo2 },
  undone: { tone: 'grey', icon: Undo2 },
} as const;

export function ImportState({ status }: { status: Import['status'] }) {
  const t = useT();
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`imports:status.${status}`)}
    </Pill>
  );
}
