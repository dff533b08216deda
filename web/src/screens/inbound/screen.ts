import { MessageSquareReply } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/respostas',
  area: 'records',
  order: 15,
  title: 'menu:inbound',
  icon: MessageSquareReply,
  needs: 'read',
  load: withWords(['inbound'], () => import('./inbound')),
});
