import { ArrowLeftRight } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/virada',
  area: 'admin',
  order: 40,
  title: 'menu:cutover',
  icon: ArrowLeftRight,
  needs: 'read',
  load: withWords(['cutover', 'message'], () => import('./cutover')),
});
