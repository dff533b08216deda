import { FileText } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/modelos',
  area: 'operation',
  order: 30,
  title: 'menu:templates',
  icon: FileText,
  needs: 'read',
  letter: 'm',
  load: withWords(['templates'], () => import('./templates')),
});
