import { Timer } from 'lucide-react';
import { defineScreen } from '~/app/screens';

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
