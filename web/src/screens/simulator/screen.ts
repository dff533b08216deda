import { Smartphone } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/simulador',
  area: 'operation',
  order: 90,
  title: 'menu:simulator',
  icon: Smartphone,
  needs: 'operate',
  demoOnly: true,
  letter: 's',
  load: withWords(['simulator'], () => import('./simulator')),
});
