import { lazy, Suspense } from 'react';
import { ask } from './ask';

const Palette = lazy(() => import('./palette'));
const ShortcutList = lazy(() => import('./shortcut-list'));

const palette = ask();
const shortcuts = ask();

/** Ctrl K. */
export const askPalette = palette.set;
/** The list of keys. */
export const askShortcuts = shortcuts.set;

/** Whatever of the two was asked for. */
export function Asked() {
  const paletteOpen = palette.useOpen();
  const shortcutsOpen = shortcuts.useOpen();
  return (
    <Suspense fallback={null}>
      {paletteOpen !== null && <Palette open={paletteOpen} />}
      {shortcutsOpen !== null && <ShortcutList open={shortcutsOpen} />}
    </Suspense>
  );
}
