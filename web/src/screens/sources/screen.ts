import { DatabaseZap } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/fontes',
  area: 'records',
  order: 40,
  title: 'menu:sources',
  icon: DatabaseZap,
  needs: 'read',
  load: withWords(['gateways', 'sources'], () => import('./sources')),
});
