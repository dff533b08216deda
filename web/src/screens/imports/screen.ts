import { FileUp } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/importacoes',
  area: 'automation',
  order: 40,
  title: 'imports:title',
  icon: FileUp,
  needs: 'operate',
  letter: 'i',
  load: () => import('./imports'),
});
