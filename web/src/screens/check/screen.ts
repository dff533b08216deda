import { CircleHelp } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/conferir',
  area: 'operation',
  order: 30,
  title: 'check:title',
  icon: CircleHelp,
  needs: 'read',
  badge: 'uncertain',
  phone: true,
  load: () => import('./check'),
});
