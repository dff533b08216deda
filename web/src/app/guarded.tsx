import type { AsyncRouteComponent } from '@tanstack/react-router';
import { ForbiddenPage, NotFoundPage } from './pages';
import type { Screen } from './screens';
import { useMay, useSession } from './session';

/** A screen, or the words that say who may see it, or that it is not here. */
export function guarded(screen: Screen, Component: AsyncRouteComponent<object>) {
  function Guarded() {
    const may = useMay();
    const { demo } = useSession();
    if (screen.demoOnly && !demo) return <NotFoundPage />;
    return may(screen.needs) ? <Component /> : <ForbiddenPage needs={screen.needs} />;
  }
  return Object.assign(Guarded, { preload: Component.preload });
}
