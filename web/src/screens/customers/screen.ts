import { Users } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/clientes',
  area: 'records',
  order: 10,
  title: 'customers:title',
  icon: Users,
  needs: 'read',
  letter: 'c',
  load: () => import('./customers'),
});
