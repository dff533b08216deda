import { Layers } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/fila',
  area: 'operation',
  order: 20,
  title: 'queue:title',
  short: 'queue:short',
  icon: Layers,
  needs: 'read',
  letter: 'f',
  badge: 'waiting',
  phone: true,
  load: () => import('./queue'),
});
