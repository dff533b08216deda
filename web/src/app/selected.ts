// What is open on a screen, kept in the address so that it can be shared, and so that "back" closes it.

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** A parameter of the address by name: its text, and how to set it (nothing removes it). */
export function useParam(name: string): [string | undefined, (value: string | number | undefined) => void] {
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const navigate = useNavigate();
  const found = search[name];
  const set = useCallback(
    (value: string | number | undefined) => {
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) => ({
          ...before,
          [name]: value === undefined ? undefined : String(value),
        })) as never,
      });
    },
    [name, navigate],
  );
  return [Array.isArray(found) ? found[0] : found, set];
}

/** The grid with a filter, in the names of `GET /messages`. */
export function queueLink(filter: Record<string, string | number | readonly string[] | undefined>) {
  return { to: '/fila', search: filter as never } as const;
}
