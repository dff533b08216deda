import { Webhook } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/webhooks',
  area: 'admin',
  order: 25,
  title: 'outboxes:title',
  icon: Webhook,
  needs: 'read',
  load: () => import('./outboxes'),
});
