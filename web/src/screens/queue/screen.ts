import { Layers } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/fila',
  area: 'operation',
  order: 20,
  title: 'menu:queue',
  short: 'menu:queue_short',
  icon: Layers,
  needs: 'read',
  letter: 'f',
  badge: 'waiting',
  phone: true,
  load: withWords(['code', 'queue'], () => import('./queue')),
});
