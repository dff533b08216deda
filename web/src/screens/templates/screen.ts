import { FileText } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/modelos',
  area: 'operation',
  order: 30,
  title: 'templates:title',
  icon: FileText,
  needs: 'read',
  letter: 'm',
  load: () => import('./templates'),
});
