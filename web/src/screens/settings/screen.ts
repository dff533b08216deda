import { Settings } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/configuracoes',
  area: 'admin',
  order: 30,
  title: 'menu:settings',
  icon: Settings,
  needs: 'read',
  load: withWords(['settings'], () => import('./settings')),
});
