import { Stethoscope } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

export const screen = defineScreen({
  path: '/diagnostico',
  area: 'records',
  order: 15,
  title: 'menu:diagnosis',
  icon: Stethoscope,
  needs: 'read',
  load: withWords(['customers', 'diagnosis'], () => import('./diagnosis')),
});
