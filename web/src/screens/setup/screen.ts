import { defineScreen } from '~/app/define-screen';
import { withWords } from '~/i18n';

/** The steps after the account; reached from the set-up, not from the menu. */
export const screen = defineScreen({
  path: '/primeiros-passos',
  title: 'menu:setup',
  needs: 'admin',
  load: withWords(['gateways', 'setup', 'windows'], () => import('./first-steps')),
});
