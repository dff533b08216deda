// The one way to the server: typed by the OpenAPI document, with the session's cookie and its CSRF token.

import { QueryClient } from '@tanstack/react-query';
import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryHooks from 'openapi-react-query';
import { asProblem, Problem } from './problem';
import type { paths } from './schema';

let csrfToken: string | null = null;
const endings = new Set<() => void>();

/** Told by the session when it begins or ends. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Calls back when the server no longer knows the session. */
export function onSessionEnd(listener: () => void): () => void {
  endings.add(listener);
  return () => endings.delete(listener);
}

/** Headers of a change, for the few calls that are not made through `api` (uploads with progress). */
export function changeHeaders(): Record<string, string> {
  return csrfToken ? { 'X-CSRF-Token': csrfToken } : {};
}

const session: Middleware = {
  onRequest({ request }) {
    if (csrfToken && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return response;
    let document: Record<string, unknown> = {};
    try {
      document = await response.json();
    } catch {
      // A proxy's page: the status is all there is.
    }
    const asking = new URL(request.url).pathname.endsWith('/session');
    if (response.status === 401 && !asking) for (const ended of endings) ended();
    throw new Problem({ code: 'unexpected', ...document, status: response.status });
  },
  onError({ error }) {
    return asProblem(error);
  },
};

/** Calls by path; every answer that is no success is thrown as a `Problem`. */
export const api = createFetchClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(session);

/** The same calls as hooks of TanStack Query. */
export const $api = createQueryHooks(api);

/** The body of a successful answer. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => {
        const { status } = asProblem(error);
        return (status === 0 || status >= 500) && count < 2;
      },
    },
  },
});
