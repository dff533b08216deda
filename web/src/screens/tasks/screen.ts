import { Timer } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/tarefas',
  area: 'automation',
  order: 30,
  title: 'menu:tasks',
  icon: Timer,
  needs: 'read',
  letter: 't',
  load: withWords(['tasks'], () => import('./tasks')),
});
