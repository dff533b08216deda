import { Signpost } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/regua',
  area: 'automation',
  order: 10,
  title: 'ladders:title',
  icon: Signpost,
  needs: 'read',
  letter: 'r',
  load: () => import('./ladders'),
});
