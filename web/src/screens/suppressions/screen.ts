import { BellOff } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/nao-enviar',
  area: 'records',
  order: 20,
  title: 'suppressions:title',
  icon: BellOff,
  needs: 'read',
  load: () => import('./suppressions'),
});
