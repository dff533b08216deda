import { PenLine } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/assinaturas',
  area: 'automation',
  order: 15,
  title: 'menu:signatures',
  icon: PenLine,
  needs: 'read',
  load: withWords(['signatures'], () => import('./signatures')),
});
