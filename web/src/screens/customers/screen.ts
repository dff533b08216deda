import { Users } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/clientes',
  area: 'records',
  order: 10,
  title: 'menu:customers',
  icon: Users,
  needs: 'read',
  letter: 'c',
  load: withWords(['customers'], () => import('./customers')),
});
