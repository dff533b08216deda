import { Building2 } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/filiais',
  area: 'records',
  order: 30,
  title: 'menu:branches',
  icon: Building2,
  needs: 'read',
  load: withWords(['branches'], () => import('./branches')),
});
