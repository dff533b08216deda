import { Plug } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/gateways',
  area: 'operation',
  order: 40,
  title: 'menu:gateways',
  icon: Plug,
  needs: 'read',
  letter: 'g',
  load: withWords(['dashboard', 'gateways'], () => import('./gateways')),
});
