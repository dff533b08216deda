import { Plug } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/gateways',
  area: 'operation',
  order: 40,
  title: 'gateways:title',
  icon: Plug,
  needs: 'read',
  letter: 'g',
  load: () => import('./gateways'),
});
