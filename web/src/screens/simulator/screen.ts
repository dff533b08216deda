import { Smartphone } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/simulador',
  area: 'operation',
  order: 90,
  title: 'simulator:title',
  icon: Smartphone,
  needs: 'operate',
  demoOnly: true,
  letter: 's',
  load: () => import('./simulator'),
});
