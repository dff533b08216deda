import { FileUp } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/importacoes',
  area: 'automation',
  order: 40,
  title: 'menu:imports',
  icon: FileUp,
  needs: 'operate',
  letter: 'i',
  load: withWords(['imports'], () => import('./imports')),
});
