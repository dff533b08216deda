import type { AsyncRouteComponent } from '@tanstack/react-router';
import { ForbiddenPage } from './pages';
import type { Screen } from './screens';
import { useMay } from './session';

/** A screen, or the words that say who may see it. */
export function guarded(screen: Screen, Component: AsyncRouteComponent<object>) {
  function Guarded() {
    const may = useMay();
    return may(screen.needs) ? <Component /> : <ForbiddenPage needs={screen.needs} />;
  }
  return Object.assign(Guarded, { preload: Component.preload });
}
