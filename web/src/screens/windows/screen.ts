import { CalendarDays } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/horarios',
  area: 'automation',
  order: 20,
  title: 'windows:title',
  icon: CalendarDays,
  needs: 'read',
  letter: 'h',
  load: () => import('./windows'),
});
