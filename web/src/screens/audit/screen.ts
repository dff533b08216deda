import { ScrollText } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/auditoria',
  area: 'admin',
  order: 20,
  title: 'menu:audit',
  icon: ScrollText,
  needs: 'read',
  load: withWords(['access', 'audit', 'gateways', 'queue', 'templates', 'windows'], () => import('./audit')),
});
