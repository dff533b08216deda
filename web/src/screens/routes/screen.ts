import { Route } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/sequencias',
  area: 'automation',
  order: 12,
  title: 'menu:routes',
  icon: Route,
  needs: 'read',
  load: withWords(['routes'], () => import('./routes')),
});
