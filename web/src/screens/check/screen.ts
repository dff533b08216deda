import { CircleHelp } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/conferir',
  area: 'operation',
  order: 30,
  title: 'menu:check',
  icon: CircleHelp,
  needs: 'read',
  badge: 'uncertain',
  phone: true,
  load: withWords(['check', 'code', 'message', 'queue'], () => import('./check')),
});
