import { Building2 } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/filiais',
  area: 'records',
  order: 30,
  title: 'branches:title',
  icon: Building2,
  needs: 'read',
  load: () => import('./branches'),
});
