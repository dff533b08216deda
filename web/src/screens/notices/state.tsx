import { Check, CircleStop, PencilLine, Send, Undo2 } from 'lucide-react';
import { useT } from '~/i18n';
import { Pill } from '~/ui/status';
import type { Notice } from './draft';

const LOOKS = {
  draft: { tone: 'grey', icon: PencilLine },
  running: { tone: 'accent', icon: Send },
  stopped: { tone: 'warn', icon: CircleStop },
  completed: { tone: 'ok', icon: Check },
  undone: { tone: 'grey', icon: Undo2 },
} as const;

export function NoticeState({ status }: { status: Notice['status'] }) {
  const t = useT();
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`notices:status.${status}`)}
    </Pill>
  );
}
