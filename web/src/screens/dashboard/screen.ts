import { Gauge } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/painel',
  area: 'operation',
  order: 5,
  title: 'dashboard:title',
  icon: Gauge,
  needs: 'read',
  letter: 'p',
  phone: true,
  load: () => import('./dashboard'),
});
