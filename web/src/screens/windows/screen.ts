import { CalendarDays } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/horarios',
  area: 'automation',
  order: 20,
  title: 'menu:windows',
  icon: CalendarDays,
  needs: 'read',
  letter: 'h',
  load: withWords(['windows'], () => import('./windows')),
});
