import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { App } from './app';
import { guarded } from './guarded';
import { ErrorPage, NotFoundPage } from './pages';
import { SCREENS } from './screens';
import { parseSearch, stringifySearch } from './search';

const root = createRootRoute({ component: App, notFoundComponent: NotFoundPage, errorComponent: ErrorPage });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const first = SCREENS.find((screen) => screen.area);
    if (first) throw redirect({ to: first.path });
  },
});

const screens = SCREENS.flatMap((screen) => {
  const component = guarded(screen, lazyRouteComponent(screen.load));
  return [screen.path, ...(screen.more ?? [])].map((path) =>
    createRoute({ getParentRoute: () => root, path: path as string, component }),
  );
});

export const router = createRouter({
  routeTree: root.addChildren([home, ...screens]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: false,
});
