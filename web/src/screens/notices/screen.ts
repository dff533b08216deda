import { Megaphone } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/comunicados',
  area: 'automation',
  order: 20,
  title: 'menu:notices',
  icon: Megaphone,
  needs: 'read',
  load: withWords(['notices'], () => import('./notices')),
});
