import { Webhook } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/webhooks',
  area: 'admin',
  order: 25,
  title: 'menu:outboxes',
  icon: Webhook,
  needs: 'read',
  load: withWords(['access', 'code', 'gateways', 'outboxes'], () => import('./outboxes')),
});
