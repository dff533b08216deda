import { Signpost } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/regua',
  area: 'automation',
  order: 10,
  title: 'menu:ladders',
  icon: Signpost,
  needs: 'read',
  letter: 'r',
  load: withWords(['ladders'], () => import('./ladders')),
});
