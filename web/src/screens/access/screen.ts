import { KeyRound } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/acesso',
  area: 'admin',
  order: 10,
  title: 'menu:access',
  icon: KeyRound,
  needs: 'admin',
  load: withWords(['access'], () => import('./access')),
});
