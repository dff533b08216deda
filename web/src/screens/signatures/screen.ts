import { PenLine } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/assinaturas',
  area: 'automation',
  order: 15,
  title: 'signatures:title',
  icon: PenLine,
  needs: 'read',
  load: () => import('./signatures'),
});
