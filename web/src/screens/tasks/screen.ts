import { Timer } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/tarefas',
  area: 'automation',
  order: 30,
  title: 'tasks:title',
  icon: Timer,
  needs: 'read',
  letter: 't',
  load: () => import('./tasks'),
});
