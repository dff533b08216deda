import { Gauge } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/painel',
  area: 'operation',
  order: 5,
  title: 'menu:dashboard',
  icon: Gauge,
  needs: 'read',
  letter: 'p',
  phone: true,
  load: withWords(['dashboard', 'gateways'], () => import('./dashboard')),
});
