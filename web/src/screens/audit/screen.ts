import { ScrollText } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/auditoria',
  area: 'admin',
  order: 20,
  title: 'audit:title',
  icon: ScrollText,
  needs: 'read',
  load: () => import('./audit'),
});
