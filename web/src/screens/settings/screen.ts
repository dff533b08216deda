import { Settings } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/configuracoes',
  area: 'admin',
  order: 30,
  title: 'settings:title',
  icon: Settings,
  needs: 'read',
  load: () => import('./settings'),
});
