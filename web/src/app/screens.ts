// Every screen there is. A screen registers itself by a file `src/screens/<noun>/screen.ts` with `export const screen`
// made by `defineScreen`; nothing else has to be touched, and what is not built is not in the menu.

import { AREAS, type Screen } from './define-screen';

export * from './define-screen';

const found = import.meta.glob<Screen>('../screens/*/screen.ts', { eager: true, import: 'screen' });

export const SCREENS: readonly Screen[] = Object.values(found).sort(
  (a, b) =>
    AREAS.indexOf(a.area ?? 'admin') - AREAS.indexOf(b.area ?? 'admin') ||
    (a.order ?? 99) - (b.order ?? 99) ||
    a.path.localeCompare(b.path),
);
