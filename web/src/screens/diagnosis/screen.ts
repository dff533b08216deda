import { Stethoscope } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

export const screen = defineScreen({
  path: '/diagnostico',
  area: 'records',
  order: 15,
  title: 'diagnosis:title',
  icon: Stethoscope,
  needs: 'read',
  load: () => import('./diagnosis'),
});
