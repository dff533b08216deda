import { ArrowLeftRight } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/virada',
  area: 'admin',
  order: 40,
  title: 'cutover:title',
  icon: ArrowLeftRight,
  needs: 'read',
  load: () => import('./cutover'),
});
