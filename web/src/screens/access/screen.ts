import { KeyRound } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/acesso',
  area: 'admin',
  order: 10,
  title: 'access:title',
  icon: KeyRound,
  needs: 'admin',
  load: () => import('./access'),
});
