import { MessageSquareReply } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/respostas',
  area: 'records',
  order: 15,
  title: 'inbound:title',
  icon: MessageSquareReply,
  needs: 'read',
  load: () => import('./inbound'),
});
