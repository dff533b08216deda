import { DatabaseZap } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/fontes',
  area: 'records',
  order: 40,
  title: 'sources:title',
  icon: DatabaseZap,
  needs: 'read',
  load: () => import('./sources'),
});
