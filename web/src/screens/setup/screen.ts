import { Rocket } from 'lucide-react';
import { defineScreen } from '~/app/define-screen';

/** The steps after the account; reached from the set-up, not from the menu. */
export const screen = defineScreen({
  path: '/primeiros-passos',
  title: 'setup:title',
  icon: Rocket,
  needs: 'admin',
  load: () => import('./first-steps'),
});
