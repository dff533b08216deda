import { lazy, Suspense, useEffect } from 'react';
import { ask } from './ask';

const loadPalette = () => import('./palette');
const Palette = lazy(loadPalette);
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
  // Fetched when there is nothing else to do, so that the first letters typed into it are not lost. A server that is
  // away just then is no matter: it is fetched again when it is asked for.
  useEffect(() => {
    const timer = setTimeout(() => loadPalette().catch(() => undefined), 3000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Suspense fallback={null}>
      {paletteOpen !== null && <Palette open={paletteOpen} />}
      {shortcutsOpen !== null && <ShortcutList open={shortcutsOpen} />}
    </Suspense>
  );
}
