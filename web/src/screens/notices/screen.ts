import { Megaphone } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/comunicados',
  area: 'automation',
  order: 20,
  title: 'notices:title',
  icon: Megaphone,
  needs: 'read',
  load: () => import('./notices'),
});
