import { BellOff } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/nao-enviar',
  area: 'records',
  order: 20,
  title: 'menu:suppressions',
  icon: BellOff,
  needs: 'read',
  load: withWords(['suppressions'], () => import('./suppressions')),
});
